#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "core/session.h"

namespace glassgpt {

/// What was said on the command line about sizes and training; what was left out takes its value from elsewhere: a
/// file, or the defaults.
struct TrainingArguments {
  std::array<std::optional<int>, std::size(kSizeLimits)> sizes;  ///< in the order of kSizeLimits
  std::optional<int> epochs;                                     ///< of both phases, where they say nothing themselves
  std::array<std::optional<int>, std::size(kPhases)> phase_epochs;
  std::array<std::optional<double>, std::size(kPhases)> learning_rates;
  std::optional<int> batch_size;
  std::optional<double> clip_norm;
  std::optional<std::uint64_t> seed;
  bool no_shuffle = false;
  std::optional<std::string> schedule;
  std::optional<int> warmup_steps;
  std::optional<double> beta2;
  std::optional<std::string> loss;  ///< `answers` or `all`
  std::optional<std::string> stop;  ///< `learned` or `epochs`
  std::string recipe = "auto";      ///< or `classic`
};

void add_size_options(CLI::App& command, TrainingArguments& arguments);
void add_epochs_option(CLI::App& command, TrainingArguments& arguments);
void add_seed_option(CLI::App& command, TrainingArguments& arguments);

/// The options of the phases and of every step.
void add_step_options(CLI::App& command, TrainingArguments& arguments);

/// The sizes of a new model. @throws Error if the heads do not divide the width
ModelConfig sizes_of(const TrainingArguments& arguments);

void add_recipe_option(CLI::App& command, TrainingArguments& arguments);

/// The seed of a new run.
std::uint64_t seed_of(const TrainingArguments& arguments);

/// The options of a new run: those of its recipe, and what was said in place of theirs. Who says how many epochs wants
/// as many, and not an end when it is learned.
/// @param session  with the data that the recipe is to suit
TrainingOptions options_of(const TrainingArguments& arguments, const Session& session, const ModelConfig& sizes);

/// The options to resume a run with: its own, and the epochs said of phases that have data.
/// @param file  that the run was read from
/// @throws Error if anything else was said that differs from the run, naming both
TrainingOptions options_of(const TrainingArguments& arguments, const TrainingState& state, const std::string& file);

/// @throws Error if a size was said that the model of the file does not have, naming both
void check_sizes(const TrainingArguments& arguments, const ModelConfig& config, const std::string& file);

}  // namespace glassgpt
