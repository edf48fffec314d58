#pragma once

#include <string>
#include <vector>

#include "native/training_log.h"

namespace glassgpt {

/// What a run was set to do and why, a line each: what its recipe chose, and what holds in its place.
std::vector<std::string> recipe_lines(const TrainingStart& start);

/// How long a phase lasts: "12 epochs of 30 steps", "until it is learned, about 534 steps, 3,560 at most".
std::string length_words(const PhaseReport& phase, const TrainingOptions& options);

/// What a model has just learned, and how one can tell.
std::string stage_words(const StepResult& step, const PhaseReport& phase);

/// What went wrong, and what was done about it.
std::string setback_words(const StepResult& step);

/// How many of the questions are answered, and what to do if they are few; empty if there are none.
std::string answers_words(const StepResult& step, const PhaseReport& phase);

}  // namespace glassgpt
