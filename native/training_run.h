#pragma once

#include <optional>
#include <string>

#include "core/session.h"
#include "native/training_log.h"

namespace glassgpt {

/// Where a training run's model goes.
struct SavePlan {
  std::optional<std::string> when_done;  ///< nowhere, if not given
  std::string when_stopped;              ///< when interrupted
};

/// Trains to the end of the run under way, or until Ctrl-C or an error, and saves the model, telling the log.
///
/// When training diverges, the last good weights are saved too, but never over a file that is there: that one may hold
/// the better model.
/// @return the exit code
/// @throws Failure if the model cannot be written
int finish_training(Session& session, TrainingLog& log, const TrainingReport& plan, const SavePlan& files);

}  // namespace glassgpt
