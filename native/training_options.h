#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/session.h"
#include "native/thread_pool.h"

namespace glassgpt {

/// What was said on the command line about sizes and training; what was left out takes its value from elsewhere: a
/// file, or the defaults.
struct TrainingArguments {
  std::map<std::string, OptionValue, std::less<>> said;  ///< by flag, without its dashes
  std::string recipe = "auto";                           ///< or `classic`
  int threads = all_cores();                             ///< that work on a step
};

/// The options of a new model: its vocabulary and its sizes.
void add_size_options(CLI::App& command, TrainingArguments& arguments);
void add_epochs_option(CLI::App& command, TrainingArguments& arguments);
void add_seed_option(CLI::App& command, TrainingArguments& arguments);

/// `--save-every MINUTES`.
void add_save_every_option(CLI::App& command, double& minutes);

/// What the cores share that train.
constexpr auto kStepThreadsHelp = "Cores that share a step's work, if it is large enough for that";

/// `--threads N`: all cores unless said. @param help  what they share
void add_threads_option(CLI::App& command, int& threads, const std::string& help);

/// The options of the phases and of every step.
void add_step_options(CLI::App& command, TrainingArguments& arguments);

/// How to make the vocabulary of a new model.
TokenizerOptions tokenizer_options_of(const TrainingArguments& arguments);

/// The sizes of a new model; the context is the recommended one unless said.
/// @param session  with the data and the options of the vocabulary
/// @throws Error if the heads do not divide the width
ModelConfig sizes_of(const TrainingArguments& arguments, const Session& session);

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

/// @throws Error if a size or kind of tokenizer was said that the model of the file does not have, naming both
void check_model(const TrainingArguments& arguments, const Session& model, const std::string& file);

}  // namespace glassgpt
