#pragma once

#include <memory>
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

/// A run that begins or goes on.
struct TrainingStart {
  std::vector<DataFile> data;
  ModelReport model;
  TrainingReport plan;
  TrainingOptions options;
  std::string recipe;  ///< that the options were made by; empty for a run that goes on, whose options are its own
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
  virtual void saved(const std::string& file) = 0;

  /// Where the time went, of at least one step.
  virtual void profile(const Profile& profile) = 0;

  /// Whether nobody can read the log any more.
  [[nodiscard]] virtual bool closed() const { return false; }
};

/// Lines on standard error, and on a terminal a progress bar. Elsewhere it is never silent for longer than some
/// seconds.
std::unique_ptr<TrainingLog> make_text_log();

/// One JSON object a line on standard output, as docs/cli.md describes them.
/// @param steps_between  also tells of every so many steps; 0: only of epochs
std::unique_ptr<TrainingLog> make_json_log(int steps_between);

}  // namespace glassgpt
