#include "native/training_run.h"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <new>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "native/activity.h"
#include "native/exit_codes.h"
#include "native/output.h"
#include "native/platform.h"
#include "native/training_saver.h"

namespace glassgpt {

namespace {

/// Why the step under way will not end, if that is because of other ranks.
std::optional<std::string> lost_ranks(const Ranks* ranks) {
  return ranks == nullptr ? std::nullopt : ranks->lost();
}

/// One step, of which the log may tell that it takes long; or nothing, if it waits for other ranks and the person has
/// had enough, or they are lost.
std::optional<StepResult> train_step(Session& session, TrainingLog& log, const Ranks* ranks) {
  while (true) {
    if (const std::optional<StepResult> step = session.train_item()) return step;
    if (session.training_waits() && (interrupted() || lost_ranks(ranks))) return std::nullopt;
    log.item_done();
  }
}

/// Steps until nothing is left, the person has had enough, or nobody listens any more. @param last  the last step
void train(Session& session, TrainingLog& log, TrainingSaver& saver, const Ranks* ranks, StepResult& last) {
  while (session.training() && !interrupted() && !log.closed()) {
    const std::optional<StepResult> step = train_step(session, log, ranks);
    if (!step) return;
    last = *step;
    log.step(last);
    if (!last.done) saver.save_if_due(last.step);
  }
}

/// Saves a run that cannot go on, and tells why.
int save_stopped(TrainingSaver& saver, std::uint64_t step, const std::string& reason) {
  const std::string file = saver.save_unfinished(step);
  log_error(reason + ", at step " + grouped(step) + "; training stopped and " + file +
            " is saved, go on with --resume");
  return kExitFailure;
}

int train_and_save(Session& session, TrainingLog& log, TrainingSaver& saver, const TrainingRun& run) {
  const TrainingReport& plan = run.start.plan;
  StepResult last;
  last.step = plan.steps_done;
  last.total_steps = plan.total_steps;
  try {
    train(session, log, saver, run.ranks, last);
  } catch (const std::bad_alloc&) {
    // Memory is taken in the beginning of a step, when the weights are those of the step before.
    if (last.step > plan.steps_done) saver.save_unfinished(last.step);
    throw;
  } catch (const Error& error) {
    log.diverged(error.what());
    saver.save_diverged(last.step);
    log_error(error.what());
    return kExitFailure;
  }
  const bool is_ended_by_mpirun = run.ranks != nullptr && interrupted();  // which reads nothing then
  if (const std::optional<std::string> reason = log.closed(); reason && !is_ended_by_mpirun) {
    return save_stopped(saver, last.step, "standard output: " + *reason);
  }
  if (const std::optional<std::string> reason = lost_ranks(run.ranks)) return save_stopped(saver, last.step, *reason);
  if (session.training()) {
    log.interrupted(last);
    saver.save_unfinished(last.step);
    return kExitInterrupted;
  }
  saver.save_finished(last.step);
  return kExitDone;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

void resume_run(Session& session, const TrainingArguments& arguments, const std::string& file, TrainingStart& start) {
  const TrainingState* state = session.resumable();
  if (state == nullptr) {
    throw Error(file, "it holds no training to go on with", "use --init to start from its weights");
  }
  const std::string_view phase = phase_name(state->phase);
  const int epochs = state->options.phase(state->phase).epochs;
  const bool learned = state->learning.learned;
  start.options = options_of(arguments, *state, file);
  try {
    const Activity activity("preparing the data", "");
    start.plan = session.resume_training(start.options);
  } catch (const OtherDataError& error) {
    throw Error(
        file, error.parts().what,
        "give the same files in the same order and the same --validation-share; or train on other data from its "
        "weights: train --init " +
            file + " --grow-vocabulary, in place of --resume");
  }
  if (!session.training()) {
    throw Error(file,
                "its training is complete, after " + counted(start.plan.steps_done, "step") +
                    (learned ? ": it knows the answers" : ""),
                fmt::format("give more --{}-epochs than {} to go on", phase, epochs));
  }
}

TrainingEnd finish_training(Session& session, TrainingLog& log, const TrainingRun& run) {
  check_room(session, run.start.saving);
  catch_interrupts(run.ranks == nullptr);
  log.start(run.start);
  TrainingSaver saver(session, log, run.start.saving);
  if (!run.profile) return {train_and_save(session, log, saver, run), saver.saved()};
  Profile profile(seconds_now);
  session.profile_training(&profile);
  const int exit_code = train_and_save(session, log, saver, run);
  session.profile_training(nullptr);
  if (profile.steps() > 0) log.profile(profile);
  return {exit_code, saver.saved()};
}

int train_along(Session& session, const Ranks& ranks) {
  catch_interrupts();
  try {
    while (session.training() && !interrupted() && !ranks.lost()) session.train_item();
  } catch (const Error&) {
    return kExitFailure;  // every rank finds that the run cannot go on
  }
  return session.training() ? kExitInterrupted : kExitDone;
}

}  // namespace glassgpt
