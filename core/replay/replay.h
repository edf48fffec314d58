#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../session.h"
#include "result_file.h"

namespace glassgpt {

/// The bytes of data files that a run may have been trained on. @param files  of them
/// @return those that the result needs and are not there, a line each
std::vector<std::string> missing_data(const RunResult& result, const std::vector<std::string_view>& files);

/// Trains once more as a result says, to see whether it comes to the same.
class Replay {
 public:
  /// Prepares data and model. @param files  bytes of data files, in any order; those that the result does not name are
  ///                                        left alone. They need not outlive it.
  /// @throws Error if one that it names is not among them, or as Session
  Replay(RunResult result, const std::vector<std::string_view>& files);

  /// Takes a step. @return whether there is another one to take
  /// @throws Error as Session::train_step
  bool train_step();

  /// How much is done, 0 to 1.
  [[nodiscard]] double share() const;

  /// What is not as the result has it, a sentence each; nothing if all is. To be called after the last step.
  [[nodiscard]] std::vector<std::string> differences();

 private:
  [[nodiscard]] std::string weights_digest();

  RunResult result_;
  Session session_;
  std::uint64_t steps_ = 0;      ///< taken
  std::size_t points_ = 0;       ///< of the curve, met so far
  std::string loss_difference_;  ///< the first one
};

}  // namespace glassgpt
