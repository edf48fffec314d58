#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "../model/config.h"
#include "../state/training_options.h"
#include "../text/token_counts.h"

namespace glassgpt {

/// How much data a phase has.
struct PhaseSize {
  std::size_t examples = 0;   ///< in all
  std::size_t questions = 0;  ///< of those, prompts with answers
  std::size_t tokens = 0;     ///< of all examples, `</s>` included
};

/// How much data there is to train on.
struct DataSize {
  PhaseSize pretrain;  ///< of pre-training; nothing: it is skipped
  PhaseSize tune;      ///< of tuning, likewise
};

/// How much a phase's data is.
PhaseSize size_of(const TokenCounts& counts);

/// The recipe `auto`: how to train a new model of these sizes on so much data, so that it learns it and takes no longer
/// than that needs. docs/decisions/0020-a-recipe-by-the-data.md says what was tried, and docs/experiments.md what it
/// reaches.
///
/// - Batch: 16 examples, fewer where they are long: about 2,000 tokens a step are enough.
/// - Rate: \f$ 2.5 \cdot 10^{-3} \cdot \frac{128}{d} \sqrt{3 / L} \sqrt{B / 16} \f$ for width d, L layers and B
/// examples
///   a step, after 50 steps of warm-up; it falls to 0 along a line.
/// - Adam's \f$ \beta_2 \f$: so that half of a squared gradient is forgotten after 364 examples, whatever the batch.
/// - Pre-training: 12 passes, fewer over more than 170,000 tokens, but some hundred steps.
/// - Tuning: until its questions are answered right, as train/learning.h says, and the loss counts the answers alone.
///
/// @param batch_size  if that is given, what the rest has to suit
TrainingOptions recommended(const DataSize& data, const ModelConfig& sizes, std::optional<int> batch_size = {});

/// The rate that suits a model of these sizes, so many examples a step: as high as it can be without some runs standing
/// still.
double recommended_rate(const ModelConfig& sizes, double batch_size);

}  // namespace glassgpt
