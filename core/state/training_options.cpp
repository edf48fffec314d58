#include "training_options.h"

#include <string>

#include "../base/error.h"
#include "../base/number_text.h"

namespace glassgpt {

std::string_view schedule_name(Schedule schedule) {
  switch (schedule) {
    case Schedule::linear:
      return "linear";
    case Schedule::cosine:
      return "cosine";
    case Schedule::constant:
      break;
  }
  return "constant";
}

Schedule schedule_of(std::string_view name, std::string_view where) {
  for (const Schedule candidate : kSchedules) {
    if (name == schedule_name(candidate)) return candidate;
  }
  throw Error(where, "there is no \"" + std::string(name) + "\"", "choose constant, linear or cosine");
}

void check_limits(const TrainingOptions& options, std::string_view where) {
  const TrainingLimits& limits = kTrainingLimits;
  for (const Phase phase : kPhases) {
    const std::string name(phase_name(phase));
    const PhaseOptions& chosen = options.phase(phase);
    if (chosen.epochs < 0 || chosen.epochs > limits.most_epochs) {
      throw Error(where, name + " epochs are " + std::to_string(chosen.epochs),
                  "choose a whole number from 0 to " + std::to_string(limits.most_epochs));
    }
    // Negated, so that NaN is out of range as well.
    if (!(chosen.learning_rate >= limits.least_learning_rate && chosen.learning_rate <= limits.most_learning_rate)) {
      throw Error(where, name + " learning rate is " + describe_number(chosen.learning_rate),
                  "choose a number from 0.00001 to 0.01");
    }
  }
  if (options.batch_size < 1 || options.batch_size > limits.most_batch_size) {
    throw Error(where, "batch size is " + std::to_string(options.batch_size),
                "choose a whole number from 1 to " + std::to_string(limits.most_batch_size));
  }
  if (!(options.clip_norm >= 0 && options.clip_norm <= limits.most_clip_norm)) {
    throw Error(where, "clip norm is " + describe_number(options.clip_norm),
                "choose a number from 0, which turns clipping off, to 1000000");
  }
  if (options.warmup_steps < 0 || options.warmup_steps > limits.most_warmup_steps) {
    throw Error(where, "warm-up steps are " + std::to_string(options.warmup_steps),
                "choose a whole number from 0 to " + std::to_string(limits.most_warmup_steps));
  }
  if (!(options.adam.beta2 >= limits.least_beta2 && options.adam.beta2 <= limits.most_beta2)) {
    throw Error(where, "beta2 is " + describe_number(options.adam.beta2), "choose a number from 0.5 to 0.9999");
  }
}

}  // namespace glassgpt
