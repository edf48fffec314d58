#pragma once

#include <string>

#include "core/session.h"
#include "native/ranks.h"
#include "native/training_log.h"
#include "native/training_options.h"

namespace glassgpt {

/// A training run that a session has begun or resumed, and where its model goes.
struct TrainingRun {
  TrainingStart start;
  bool profile = false;          ///< whether to measure where the time goes
  const Ranks* ranks = nullptr;  ///< that train together; null: this process alone
};

/// Goes on with the run of the opened file, with the options said.
/// @throws Error if it holds none, it is complete, or as options_of and Session::resume_training
void resume_run(Session& session, const TrainingArguments& arguments, const std::string& file, TrainingStart& start);

struct TrainingEnd {
  int exit_code = 0;
  bool saved = false;  ///< whether the model of a run that is done is in a file
};

/// Trains to the end of the run, or until Ctrl-C or an error, and saves the model, on the way too, as
/// TrainingStart::saving says, telling the log; at last the profile, if there is to be one.
/// @throws Failure if the model cannot be saved at its end, or there is no room for it from the beginning
TrainingEnd finish_training(Session& session, TrainingLog& log, const TrainingRun& run);

/// Takes the steps of a run that rank 0 tells of and saves, to its end or until Ctrl-C. @return the exit code
int train_along(Session& session, const Ranks& ranks);

}  // namespace glassgpt
