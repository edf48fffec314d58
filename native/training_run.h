#pragma once

#include <optional>
#include <string>

#include "core/session.h"
#include "native/training_log.h"

namespace glassgpt {

/// A training run that a session has begun or resumed, and where its model goes.
struct TrainingRun {
  TrainingStart start;
  std::optional<std::string> save_when_done;
  std::string save_when_stopped;
  bool profile = false;  ///< whether to measure where the time goes
};

/// Trains to the end of the run, or until Ctrl-C or an error, and saves the model, telling the log; at last the
/// profile, if there is to be one.
///
/// When training diverges, the last good weights are saved too, but never over a file that is there: that one may hold
/// the better model.
/// @return the exit code
/// @throws Failure if the model cannot be written
int finish_training(Session& session, TrainingLog& log, const TrainingRun& run);

}  // namespace glassgpt
