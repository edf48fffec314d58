#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config.h"
#include "memory_layout.h"
#include "operation.h"
#include "parameters.h"
#include "value.h"

namespace glassgpt {

class NetworkBuilder;

/// A model as a list: its operations in the order of a forward pass, the last of which is the loss; the values that
/// they compute; and the tensors that they have. Backward is the list reversed.
class Network {
 public:
  /// The transformer of these sizes: embeddings, blocks, output projection, cross-entropy.
  explicit Network(const ModelConfig& config);

  /// What a builder has put together.
  /// @throws std::logic_error if a gradient would have to be added to by an operation that cannot
  explicit Network(NetworkBuilder builder);

  /// In the order of a forward pass.
  [[nodiscard]] std::span<const std::shared_ptr<const Operation>> operations() const { return operations_; }
  /// The place of the last one.
  [[nodiscard]] std::size_t loss() const { return operations_.size() - 1; }
  /// In the order in which they are computed.
  [[nodiscard]] std::span<const Value> values() const { return values_; }
  /// Columns of a value.
  [[nodiscard]] Index width(ValueId id) const { return values_[id].shape.cols; }
  /// Its tensors.
  [[nodiscard]] const ParameterTable& parameters() const { return parameters_; }
  /// What the loss is made of.
  [[nodiscard]] ValueId logits() const { return operations_.back()->wiring().inputs[0]; }
  /// Where the values of a pass lie.
  [[nodiscard]] const MemoryLayout& memory(Keep keep) const { return keep == Keep::outputs ? reusing_ : keeping_; }

 private:
  void mark_beginnings(std::span<const std::unique_ptr<Operation>> operations);

  std::vector<std::shared_ptr<const Operation>> operations_;
  std::vector<Value> values_;
  ParameterTable parameters_;
  MemoryLayout keeping_;
  MemoryLayout reusing_;
};

/// Puts a network together. The functions of operations/operations.h add an operation each.
class NetworkBuilder {
 public:
  /// Begins a block: the names of what is added now say so. @param layer  from 0
  void begin_block(int layer) { layer_ = layer; }
  /// Ends it.
  void end_blocks() { layer_ = kNoLayer; }

  /// A new value. @param part  its name within the block
  ValueId add_value(std::string_view part, Shape shape);
  /// A value, to say more of it.
  [[nodiscard]] Value& value(ValueId id) { return values_[id]; }
  /// The width of a value.
  [[nodiscard]] Index width(ValueId id) const { return values_[id].shape.cols; }

  /// A new matrix of weights.
  TensorId add_matrix(std::string_view part, Index rows, Index cols);
  /// A new vector of weights.
  TensorId add_vector(std::string_view part, Index size, Initial initial);

  /// A new operation, at the end of the list. @param wiring  all but the layer
  template <typename Kind, typename... Arguments>
  void add(Wiring wiring, Arguments... arguments) {
    wiring.layer = layer_;
    operations_.push_back(std::make_unique<Kind>(std::move(wiring), arguments...));
  }

  /// The name of something within the block.
  [[nodiscard]] std::string name_of(std::string_view part) const;

 private:
  friend class Network;

  static constexpr int kNoLayer = -1;

  int layer_ = kNoLayer;
  std::vector<std::unique_ptr<Operation>> operations_;
  std::vector<Value> values_;
  ParameterTable parameters_;
};

/// Elements of all tensors of a model of these sizes, whatever they are; exact up to 2^53.
double parameter_count(const ModelConfig& config);

}  // namespace glassgpt
