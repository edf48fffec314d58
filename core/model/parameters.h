#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../math/view.h"

namespace glassgpt {

/// How a fresh model fills a tensor.
enum class Initial {
  normal,  ///< normally distributed around 0, with kInitialDeviation
  ones,    ///< 1, as the gains of LayerNorm
  zeros,   ///< 0, as biases
};

/// One tensor of the model: its name in checkpoints, its shape, and where it lies in a flat array.
struct Parameter {
  std::string name;                   ///< such as `blocks.0.attention.query`
  Index rows = 0;                     ///< 1 for a vector
  Index cols = 0;                     ///< width, or the size of a vector
  bool is_vector = false;             ///< shape [cols] rather than [rows, cols]
  Initial initial = Initial::normal;  ///< its first numbers
  bool decays = false;                ///< whether weight decay is meant for it: a matrix, neither a bias nor a gain
  std::size_t offset = 0;             ///< of the first element, in elements

  /// Elements.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols); }
};

/// A tensor's place in the table.
using TensorId = std::size_t;

/// The one list of a model's tensors, in the order in which they lie in memory and in files.
///
/// Parameters, gradients and Adam's two moments are four flat arrays of this same layout, so that zeroing, clipping,
/// updating, saving and checking gradients are one loop each. What a model has in its table is what the operations of
/// its Network asked for.
class ParameterTable {
 public:
  /// In the order of memory, without gaps.
  [[nodiscard]] std::span<const Parameter> entries() const { return entries_; }

  /// Elements of all tensors together.
  [[nodiscard]] std::size_t size() const { return size_; }

  /// The tensor of that name. @throws std::out_of_range if there is none
  [[nodiscard]] TensorId find(std::string_view name) const;

  /// Adds a matrix [rows, cols] of normal numbers at the end.
  TensorId add_matrix(std::string name, Index rows, Index cols);
  /// Adds a vector [size] at the end.
  TensorId add_vector(std::string name, Index size, Initial initial);

 private:
  TensorId add(Parameter entry);

  std::vector<Parameter> entries_;
  std::size_t size_ = 0;
};

/// The tensors of a flat array, as views: `float` for weights and gradients, `const float` to read only.
template <typename Real>
class Tensors {
 public:
  /// @param values  as many as the table's size; both have to outlive the views
  Tensors(const ParameterTable& table, std::span<Real> values) : table_(&table), values_(values) {}

  /// A tensor; a vector has one row.
  [[nodiscard]] Matrix<Real> operator[](TensorId id) const {
    const Parameter& entry = table_->entries()[id];
    return {values_.data() + entry.offset, entry.rows, entry.cols};
  }
  /// Likewise, by name. @throws std::out_of_range if there is none
  [[nodiscard]] Matrix<Real> operator[](std::string_view name) const { return (*this)[table_->find(name)]; }

  /// All elements of a tensor.
  [[nodiscard]] Vector<Real> elements(TensorId id) const {
    const Parameter& entry = table_->entries()[id];
    return values_.subspan(entry.offset, entry.size());
  }

 private:
  const ParameterTable* table_;
  std::span<Real> values_;
};

}  // namespace glassgpt
