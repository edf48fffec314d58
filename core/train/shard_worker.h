#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "../model/activations.h"
#include "../model/model.h"
#include "shard_sum.h"
#include "step_work.h"

namespace glassgpt {

/// One of those who work on a step's shards, each on some of them, one after another: what it needs for that.
class ShardWorker {
 public:
  /// A step begins.
  void begin_step() { sums_.clear(); }

  /// Does the next item that StepWork has for it. @param shards  of the step
  void run(const StepItem& item, const Model<float>& model, std::span<const Batch> shards);

  /// What its shards come to after its last item, added up as far as the tree of sums lets it. They stay until its next
  /// step, and may be changed.
  [[nodiscard]] std::span<const ShardSum> sums() const { return sums_; }

  /// The gradient that the first of its sums lies in has been read for the last time in this step, and left at 0, so
  /// that the next step need not go over it once more.
  void leave_zeros() { first_is_zero_ = true; }

  /// Of the last shard, or for something else between two steps.
  [[nodiscard]] Activations<float>& activations() { return activations_; }

 private:
  Activations<float> activations_;
  std::array<std::vector<float>, kMostShards> rooms_;  ///< gradients, each in the layout of the parameter table
  bool first_is_zero_ = false;                         ///< whether all of the first room is 0
  std::vector<ShardSum> sums_;  ///< so far, each in the room of its place; the last one under way
};

}  // namespace glassgpt
