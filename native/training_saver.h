#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/session.h"
#include "native/model_file.h"
#include "native/training_log.h"

namespace glassgpt {

inline constexpr double kMinutesBetweenSaves = 5;

/// Where a run's model is saved to.
/// @param file     of the finished model; none if nobody asked for one
/// @param goes_on  whether the file holds the run that is resumed
/// @param minutes  between saves on the way; 0: none
SavingPlan plan_saving(const std::optional<std::string>& file, bool goes_on, double minutes);

/// Warns if there may be no room to save the open model where the plan says, with what is needed to resume.
/// @throws Failure if there is certainly none for the file that was asked for
void check_room(Session& session, const SavingPlan& plan);

/// Saves the model of a run: on the way, when it is stopped and when it is done. It replaces no file but those that the
/// plan names, as they were when the run began, and those it has written itself; where another program has written
/// since, and where a file cannot be written at last, it takes another place and says which.
class TrainingSaver {
 public:
  /// @param session  with the run; like the log to outlive this
  TrainingSaver(Session& session, TrainingLog& log, const SavingPlan& plan);

  /// Saves where training stands if the time for it has come. That it cannot be saved is only told: training goes on,
  /// and the next time may be better. @param step  that is done
  void save_if_due(std::uint64_t step);

  /// Saves a run that is to be resumed. @return where @throws Failure if it cannot be saved anywhere
  std::string save_unfinished(std::uint64_t step);

  /// Saves the model of a run that is done, if the plan has a file for it or it was saved on the way, and removes what
  /// was saved on the way elsewhere. @throws Failure if it cannot be saved anywhere
  void save_finished(std::uint64_t step);

  /// Saves the last good weights of a run that cannot go on, under a name that no file has: one that is there may be
  /// the better model. @throws Failure if they cannot be saved anywhere
  void save_diverged(std::uint64_t step);

  /// Whether a file holds the model of the run that is done.
  [[nodiscard]] bool saved() const { return saved_; }

 private:
  using Clock = std::chrono::steady_clock;

  std::string place(const std::string& file);
  void put_off();
  void save(const std::string& file, const SavedModel& what);
  std::string save_somewhere(const std::string& file, std::uint64_t step);
  void remove(const std::string& file);

  Session* session_;
  TrainingLog* log_;
  SavingPlan plan_;
  std::map<std::string, FileState> known_;  ///< what may be replaced
  std::optional<std::string> on_the_way_;   ///< what was saved there last
  Clock::time_point due_;
  bool saved_ = false;
};

}  // namespace glassgpt
