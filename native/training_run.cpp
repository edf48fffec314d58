#include "native/training_run.h"

#include "core/base/error.h"
#include "native/exit_codes.h"
#include "native/files.h"
#include "native/output.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

void save(const Session& session, TrainingLog& log, const std::string& file) {
  save_model(session, file, true);
  log.saved(file);
}

}  // namespace

int finish_training(Session& session, TrainingLog& log, const TrainingReport& plan, const SavePlan& files) {
  catch_interrupts();
  StepResult last;
  last.step = plan.steps_done;
  last.total_steps = plan.total_steps;
  try {
    while (session.training() && !interrupted() && !log.closed()) {
      last = session.train_step();
      log.step(last);
    }
  } catch (const Error& error) {
    log.diverged(error.what());
    save(session, log, free_name(files.when_stopped));
    log_error(error.what());
    return kExitFailure;
  }
  if (log.closed()) {
    save(session, log, files.when_stopped);
    log_error("standard output: it was closed at step " + grouped(last.step) + "; training stopped and " +
              files.when_stopped + " is saved, go on with --resume");
    return kExitFailure;
  }
  if (session.training()) {
    log.interrupted(last);
    save(session, log, files.when_stopped);
    return kExitInterrupted;
  }
  if (files.when_done) save(session, log, *files.when_done);
  return kExitDone;
}

}  // namespace glassgpt
