#include "native/training_run.h"

#include <chrono>
#include <optional>

#include "core/base/error.h"
#include "native/exit_codes.h"
#include "native/files.h"
#include "native/output.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

void save(Session& session, TrainingLog& log, const std::string& file) {
  save_model(session, file, true);
  log.saved(file);
}

/// One step, of which the log may tell that it takes long.
StepResult train_step(Session& session, TrainingLog& log) {
  while (true) {
    if (const std::optional<StepResult> step = session.train_item()) return *step;
    log.item_done();
  }
}

/// Steps until nothing is left, the person has had enough, or nobody listens any more. @return the last step
StepResult train(Session& session, TrainingLog& log, const TrainingReport& plan) {
  StepResult last;
  last.step = plan.steps_done;
  last.total_steps = plan.total_steps;
  while (session.training() && !interrupted() && !log.closed()) {
    last = train_step(session, log);
    log.step(last);
  }
  return last;
}

int train_and_save(Session& session, TrainingLog& log, const TrainingRun& run) {
  StepResult last;
  try {
    last = train(session, log, run.start.plan);
  } catch (const Error& error) {
    log.diverged(error.what());
    save(session, log, free_name(run.save_when_stopped));
    log_error(error.what());
    return kExitFailure;
  }
  if (log.closed()) {
    save(session, log, run.save_when_stopped);
    log_error("standard output: it was closed at step " + grouped(last.step) + "; training stopped and " +
              run.save_when_stopped + " is saved, go on with --resume");
    return kExitFailure;
  }
  if (session.training()) {
    log.interrupted(last);
    save(session, log, run.save_when_stopped);
    return kExitInterrupted;
  }
  if (run.save_when_done) save(session, log, *run.save_when_done);
  return kExitDone;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int finish_training(Session& session, TrainingLog& log, const TrainingRun& run) {
  catch_interrupts();
  log.start(run.start);
  if (!run.profile) return train_and_save(session, log, run);
  Profile profile(seconds_now);
  session.profile_training(&profile);
  const int end = train_and_save(session, log, run);
  session.profile_training(nullptr);
  if (profile.steps() > 0) log.profile(profile);
  return end;
}

}  // namespace glassgpt
