#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "../base/executor.h"
#include "shard_sum.h"

namespace glassgpt {

struct Batch;

/// Which of a step's shards are worked on here; those of a step that has one only are worked on everywhere.
using ShardChoice = std::function<bool(std::size_t shard, std::size_t shards)>;

/// What is known of a step's gradient.
struct StepSums {
  std::size_t shards = 1;      ///< of the step
  std::vector<ShardSum> sums;  ///< of some of them, each shard in at most one sum
};

/// How far a GradientSum is.
enum class SumProgress {
  complete,      ///< the gradient of the whole step is known
  waits,         ///< for others: it is called again when the trainer is advanced next, with what it left
  begins_again,  ///< what it waited for will not come: the step begins anew, from its batch
};

/// Completes what was found here by what was found elsewhere: adds the sums of all other shards, in memory of its own
/// that stays until the step has ended, or puts one sum of all in the place of what there is. It stands between the
/// gradient and its norm, and is called in every step. All who train together then have the same bits, so that their
/// weights stay the same without ever being sent.
///
/// It may change the gradients in place. Those who find a loss that is not finite take part like the others.
using GradientSum = std::function<SumProgress(StepSums& step)>;

/// Told of all shards of a step before any is worked on. They stay as they are until the step has ended or begins
/// again.
using StepBegin = std::function<void(std::span<const Batch> shards)>;

/// Who works on a run's steps. It changes nothing of what they compute, not a bit.
struct StepExecution {
  Executor executor = {};      ///< of this trainer's work; as it is made, its caller does all
  StepBegin begin = nullptr;   ///< null: nobody wants to know
  ShardChoice mine = nullptr;  ///< asked after that; null: all
  GradientSum sum = nullptr;   ///< where others work on the same steps; null: nobody does
};

}  // namespace glassgpt
