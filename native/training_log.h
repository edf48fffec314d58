#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"

namespace glassgpt {

/// A data file of a run.
struct DataFile {
  std::string_view use;  ///< "pretrain", "tune" or "validation"
  FileReport report;
};

/// Where and how often the model of a run is saved.
struct SavingPlan {
  std::optional<std::string> file;  ///< of the finished model; none if nobody asked for one
  std::string unfinished;           ///< of a run that is not done: the same file, unless that holds another model
  double minutes = 0;               ///< between saves on the way; 0: none
};

/// A run that begins or goes on.
struct TrainingStart {
  std::vector<DataFile> data;
  ModelReport model;
  bool grows = false;  ///< whether words were to be added to the model's vocabulary
  TrainingReport plan;
  TrainingOptions options;
  SavingPlan saving;
  std::string recipe;  ///< that the options were made by; empty for a run that goes on, whose options are its own
};

/// A model that is in a file now.
struct SavedModel {
  std::string file;
  std::uint64_t step = 0;       ///< after which it was saved
  bool automatic = false;       ///< on the way, because it was time
  std::string instead_of = {};  ///< the file that could not be written; empty if this is where it belongs
};

/// Tells a person or a script how training goes.
class TrainingLog {
 public:
  TrainingLog() = default;
  TrainingLog(const TrainingLog&) = delete;
  TrainingLog& operator=(const TrainingLog&) = delete;
  virtual ~TrainingLog() = default;

  /// The run begins, or goes on.
  virtual void start(const TrainingStart& start) = 0;
  virtual void step(const StepResult& step) = 0;

  /// A work item of a step is done, and more of it is to come.
  virtual void item_done() {}

  virtual void interrupted(const StepResult& last) = 0;
  virtual void diverged(const std::string& message) = 0;

  /// A model is about to be saved.
  virtual void saving() {}
  virtual void saved(const SavedModel& saved) = 0;
  /// @param message  what, why and what to do
  virtual void save_failed(const std::string& message, bool automatic) = 0;
  /// A file that was saved on the way is no longer needed, and gone.
  virtual void removed(const std::string& file) = 0;

  /// Where the time went, of at least one step.
  virtual void profile(const Profile& profile) = 0;

  /// Why the log can no longer be written, if it cannot.
  [[nodiscard]] virtual std::optional<std::string> closed() const { return {}; }

  /// Whether the log is a conversation with a person at a terminal, who can be asked.
  [[nodiscard]] virtual bool may_ask() const { return false; }
};

/// Lines on standard error, and on a terminal a progress bar. Elsewhere it is never silent for longer than some
/// seconds.
std::unique_ptr<TrainingLog> make_text_log();

/// One JSON object a line on standard output, as docs/cli.md describes them.
/// @param steps_between  also tells of every so many steps; 0: only of epochs
std::unique_ptr<TrainingLog> make_json_log(int steps_between);

}  // namespace glassgpt
