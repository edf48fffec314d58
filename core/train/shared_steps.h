#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../text/batch.h"
#include "execution.h"

namespace glassgpt {

/// Shares the steps of a trainer with helpers that work elsewhere, as a StepHelper does, and are sent what they need:
/// whoever carries messages to and fro calls this between two items of the trainer. The trainer alone has data, run and
/// weights, so that a helper can come and go between any two steps, and its loss loses nothing but its part of one.
class SharedSteps {
 public:
  /// What the trainer is to be made with. @param this  to outlive it
  [[nodiscard]] StepExecution execution();

  /// From the next step on, so many help; at first nobody does. No more do than leave the trainer a shard.
  void set_helpers(std::size_t count) { helpers_ = count; }

  /// The number of the step under way, which a step that begins again gets anew; 0 before the first one.
  [[nodiscard]] std::uint32_t number() const { return number_; }
  /// Its shards, and who help with it.
  [[nodiscard]] std::size_t shards() const { return shards_.size(); }
  [[nodiscard]] std::size_t helpers() const { return used_ - 1; }

  /// What a helper is to work on in the step under way, as pack_shards() has it. @param helper  below helpers()
  [[nodiscard]] std::vector<std::int32_t> task(std::size_t helper) const;

  /// Brings in what helpers found in the step under way. @param sum  but for its gradients
  /// @return where those are to be put, at once; of so many parameters
  std::span<float> bring(const ShardSum& sum, std::size_t parameters);

  /// Something that the step under way needs will never come: it begins again, with as many helpers as are set.
  void begin_again() { begins_again_ = !is_taken_; }

 private:
  [[nodiscard]] std::size_t end_of(std::size_t worker) const { return shards_.size() * (worker + 1) / used_; }
  void begin(std::span<const Batch> shards);
  SumProgress complete(StepSums& step);

  std::size_t helpers_ = 0;
  std::uint32_t number_ = 0;
  std::size_t used_ = 1;            ///< who work on the step under way: the trainer first, then helpers
  std::span<const Batch> shards_;   ///< of the step under way
  std::vector<ShardSum> brought_;   ///< in the step under way
  std::size_t shards_brought_ = 0;  ///< that these are of
  bool is_taken_ = false;           ///< whether the trainer has them
  bool begins_again_ = false;
  std::array<std::vector<float>, kMostShards> rooms_;  ///< their gradients
};

}  // namespace glassgpt
