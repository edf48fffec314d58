#pragma once

#include <optional>
#include <string>

#include "core/model/config.h"
#include "core/state/training_options.h"

namespace glassgpt::trial {

/// What a trial is to do.
struct Options {
  std::string pretrain;  ///< files; empty: none
  std::string tune;
  std::string heldout;
  double text_share = 0;  ///< of pre-training, held out and measured

  ModelConfig sizes;
  std::string recipe = "auto";
  std::optional<int> batch_size;
  std::optional<int> pretrain_epochs;
  std::optional<int> tune_epochs;
  std::string loss;      ///< `answers` or `all`; empty: by the recipe
  std::string stop;      ///< `learned` or `epochs`; likewise
  std::string schedule;  ///< likewise
  std::optional<double> beta2;
  double rate = 1;  ///< times the recipe's
  std::optional<double> pretrain_rate;
  std::optional<double> tune_rate;
  bool zero_head = false;  ///< the output projection begins with zeros
  double average = 0;      ///< share of the last steps whose weights are averaged for answering
  std::uint64_t seed = 1;
  bool guesses = false;  ///< also measures the mark of guesses
};

}  // namespace glassgpt::trial
