#pragma once

#include <string>
#include <vector>

#include "native/training_log.h"

namespace glassgpt {

/// What a run was set to do and why, a line each: what its recipe chose, and what holds in its place.
std::vector<std::string> recipe_lines(const TrainingStart& start);

/// Warns of a file to tune on that holds no question with an answer.
void warn_of_missing_answers(const DataFile& file);

/// What was added to a model's vocabulary.
std::string growth_text(const ModelReport& model);

/// Warns if the data's words hardly repeat.
void warn_of_rare_words(const ModelReport& model);

/// What the prompts with answers that are longer than the context lost, and what to do about it.
std::string cut_text(const PhaseReport& phase, const ModelConfig& config);

/// How long a phase lasts: "12 epochs of 30 steps", or until it knows the answers.
std::string length_text(const PhaseReport& phase, const TrainingOptions& options);

/// What a model has just learned, and how one can tell.
std::string stage_text(const StepResult& step, const PhaseReport& phase);

/// What went wrong, and what was done about it.
std::string setback_text(const StepResult& step);

/// At a phase's last step, a line each: how many of its questions are answered, whether it ended because of that, and
/// what to do if they are few; none if it has no questions.
std::vector<std::string> end_lines(const StepResult& step, const PhaseReport& phase, const TrainingOptions& options);

}  // namespace glassgpt
