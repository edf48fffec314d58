#include "native/training_saver.h"

#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "native/failure.h"
#include "native/output.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefaultFile = "glassgpt.safetensors";

/// Asks where to save after all. @return a file, or nothing at the end of input
std::optional<std::string> ask_for_file(const std::string& file) {
  log_info("The model is still in memory. Make room and press Enter to try again, or type the name of another file.");
  log_info("Ctrl-C gives it up.");
  exit_at_interrupts();
  while (true) {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    if (line.empty()) return file;
    try {
      check_model_target(line);
      return line;
    } catch (const Error& error) {
      log_warning(error.what());
    }
  }
}

/// Where to try after a file that cannot be written: beside it, in the working folder, in the one for temporary files.
std::vector<std::string> other_places(const std::string& file) {
  const fs::path name = path_of(file).filename();
  std::vector<std::string> places = {file};
  std::error_code error;
  if (path_of(file).has_parent_path()) places.push_back(name_of(name));
  const fs::path temporary = fs::temp_directory_path(error);
  if (!error) places.push_back(name_of(temporary / name));
  return places;
}

}  // namespace

SavingPlan plan_saving(const std::optional<std::string>& file, bool goes_on, double minutes) {
  SavingPlan plan{.file = file, .unfinished = file.value_or(free_name(std::string(kDefaultFile))), .minutes = minutes};
  // A model that is there may be a better one than half of this run's.
  if (!goes_on && holds_something(file_state(plan.unfinished))) plan.unfinished = free_name(plan.unfinished);
  return plan;
}

void check_room(Session& session, const SavingPlan& plan) {
  const std::string& file = plan.file.value_or(plan.unfinished);
  const std::uintmax_t size = model_file_size(session, checkpoint_format(file), true);
  const std::uintmax_t room = room_beside(file);
  const std::string has = "there is room for " + size_text(room) + " only, and a file of this model has about ";
  if (room < size && plan.file) {
    throw Failure(file, has + size_text(size), "make room or choose another place");
  }
  // Until a file is complete, the one before it stays.
  const std::uintmax_t most = size * (plan.minutes > 0 ? 2 : 1);
  if (room < most) log_warning(file + ": " + has + size_text(size) + "; saving on the way may fail, so make room");
}

TrainingSaver::TrainingSaver(Session& session, TrainingLog& log, const SavingPlan& plan)
    : session_(&session), log_(&log), plan_(plan) {
  for (const std::string& file : {plan.file.value_or(plan.unfinished), plan.unfinished}) {
    known_[file] = file_state(file);
  }
  put_off();
}

void TrainingSaver::save_if_due(std::uint64_t step) {
  if (plan_.minutes <= 0 || Clock::now() < due_) return;
  try {
    plan_.unfinished = place(plan_.unfinished);
    save(plan_.unfinished, {.file = plan_.unfinished, .step = step, .automatic = true});
    on_the_way_ = plan_.unfinished;
  } catch (const Error& error) {
    log_->save_failed(error.what(), true);
  }
  put_off();
}

std::string TrainingSaver::save_unfinished(std::uint64_t step) {
  return save_somewhere(place(plan_.unfinished), step);
}

void TrainingSaver::save_finished(std::uint64_t step) {
  if (!plan_.file && !on_the_way_) return;
  const std::string file = place(plan_.file ? *plan_.file : *on_the_way_);
  const bool is_there = save_somewhere(file, step) == file;
  saved_ = true;
  if (is_there && on_the_way_ && *on_the_way_ != file) remove(*on_the_way_);
}

void TrainingSaver::save_diverged(std::uint64_t step) {
  const std::string file = free_name(plan_.file.value_or(plan_.unfinished));
  known_[file] = {};
  save_somewhere(file, step);
}

/// The file itself, or, if another program has written it since, a free name made from it.
std::string TrainingSaver::place(const std::string& file) {
  if (known_[file] == file_state(file)) return file;
  std::string other = free_name(file);
  if (other != file) log_warning(file + ": another program has written it since; it stays, and " + other + " is taken");
  known_[other] = {};
  return other;
}

void TrainingSaver::put_off() {
  using Minutes = std::chrono::duration<double, std::chrono::minutes::period>;
  due_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(Minutes(plan_.minutes));
}

/// @throws Failure if it cannot be written
void TrainingSaver::save(const std::string& file, const SavedModel& what) {
  log_->saving();
  save_model(*session_, file, true, known_[file]);
  known_[file] = file_state(file);
  log_->saved(what);
}

/// Saves a model that has to be saved: there, or where a person says, or where it can be.
/// @return where @throws Failure if it cannot be saved anywhere
std::string TrainingSaver::save_somewhere(const std::string& file, std::uint64_t step) {
  const auto is_saved = [&](const std::string& there) {
    try {
      save(there, {.file = there, .step = step, .instead_of = there == file ? "" : file});
      return true;
    } catch (const Failure& failure) {
      log_->save_failed(failure.what(), false);
      return false;
    }
  };
  if (is_saved(file)) return file;
  std::string there = file;
  while (log_->may_ask()) {
    const std::optional<std::string> answer = ask_for_file(there);
    if (!answer) break;
    there = *answer;
    known_[there] = file_state(there);
    if (is_saved(there)) return there;
  }
  for (const std::string& place : other_places(file)) {
    there = free_name(place);
    known_[there] = {};
    if (is_saved(there)) return there;
  }
  throw Failure(file, "it could not be saved, neither there nor in another folder, and the model is lost",
                "make room, or name a file where it can be written, and train again");
}

void TrainingSaver::remove(const std::string& file) {
  std::error_code error;
  if (known_[file] == file_state(file) && fs::remove(path_of(file), error)) log_->removed(file);
}

}  // namespace glassgpt
