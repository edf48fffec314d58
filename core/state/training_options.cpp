#include "training_options.h"

#include <string>

namespace glassgpt {

void check_limits(const TrainingOptions& options, std::string_view where) {
  for (const Phase phase : kPhases) {
    check_limits(kPhaseOptions, options.phase(phase), where, std::string(phase_name(phase)) + ".");
  }
  check_limits(kTrainingOptions, options, where);
}

}  // namespace glassgpt
