#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "../math/view.h"
#include "config.h"

namespace glassgpt {

/// One tensor of the model: its name in checkpoints, its shape, and where it lies in a flat array.
struct Parameter {
  std::string name;        ///< such as `blocks.0.attention.query`
  Index rows = 0;          ///< 1 for a vector
  Index cols = 0;          ///< width, or the size of a vector
  bool is_vector = false;  ///< shape [cols] rather than [rows, cols]
  std::size_t offset = 0;  ///< of the first element, in elements

  /// Elements.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(rows * cols); }
};

/// The one list of a model's tensors, in the order in which they lie in memory and in files.
///
/// Parameters, gradients and Adam's two moments are four flat arrays of this same layout, so that zeroing, clipping,
/// updating, saving and checking gradients are one loop each.
class ParameterTable {
 public:
  /// The tensors of a model of these sizes, without gaps between them.
  explicit ParameterTable(const ModelConfig& config);

  /// In the order of memory: the embeddings, the blocks from the first, the output projection.
  [[nodiscard]] std::span<const Parameter> entries() const { return entries_; }

  /// Elements of all tensors together.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void add_matrix(std::string name, Index rows, Index cols);
  void add_vector(std::string name, Index size);
  void add(Parameter entry);

  std::vector<Parameter> entries_;
  std::size_t size_ = 0;
};

/// Elements of all tensors of a model of these sizes, without building the table.
std::size_t parameter_count(const ModelConfig& config);

/// The tensors of one block.
template <typename Real>
struct BlockTensors {
  Matrix<Real> query;   ///< W_Q [d, d]
  Matrix<Real> key;     ///< W_K [d, d]
  Matrix<Real> value;   ///< W_V [d, d]
  Matrix<Real> output;  ///< W_O [d, d]
  Vector<Real> gamma1;  ///< gain of the LayerNorm after attention [d]
  Vector<Real> beta1;   ///< its bias [d]
  Matrix<Real> w1;      ///< W_1 [d, h]
  Vector<Real> b1;      ///< [h]
  Matrix<Real> w2;      ///< W_2 [h, d]
  Vector<Real> b2;      ///< [d]
  Vector<Real> gamma2;  ///< gain of the LayerNorm after the feed-forward net [d]
  Vector<Real> beta2;   ///< its bias [d]
};

/// The tensors of a flat array, as views: `float` for weights and gradients, `const float` to read only.
template <typename Real>
class Tensors {
 public:
  /// @param values  as many as the table's size; both have to outlive the views
  Tensors(const ParameterTable& table, std::span<Real> values) : table_(&table), values_(values) {}

  [[nodiscard]] Matrix<Real> token_embedding() const { return matrix(0); }     ///< [V, d]
  [[nodiscard]] Matrix<Real> position_embedding() const { return matrix(1); }  ///< [max_seq_len, d]
  [[nodiscard]] Matrix<Real> output_projection() const {                       ///< [d, V]
    return matrix(table_->entries().size() - 1);
  }

  /// @param layer  from 0
  [[nodiscard]] BlockTensors<Real> block(int layer) const {
    const std::size_t first = kBeforeBlocks + static_cast<std::size_t>(layer) * kPerBlock;
    return {.query = matrix(first),
            .key = matrix(first + 1),
            .value = matrix(first + 2),
            .output = matrix(first + 3),
            .gamma1 = vector(first + 4),
            .beta1 = vector(first + 5),
            .w1 = matrix(first + 6),
            .b1 = vector(first + 7),
            .w2 = matrix(first + 8),
            .b2 = vector(first + 9),
            .gamma2 = vector(first + 10),
            .beta2 = vector(first + 11)};
  }

 private:
  static constexpr std::size_t kBeforeBlocks = 2;
  static constexpr std::size_t kPerBlock = 12;

  [[nodiscard]] Matrix<Real> matrix(std::size_t i) const {
    const Parameter& entry = table_->entries()[i];
    return {values_.data() + entry.offset, entry.rows, entry.cols};
  }
  [[nodiscard]] Vector<Real> vector(std::size_t i) const {
    const Parameter& entry = table_->entries()[i];
    return values_.subspan(entry.offset, entry.size());
  }

  const ParameterTable* table_;
  std::span<Real> values_;
};

}  // namespace glassgpt
