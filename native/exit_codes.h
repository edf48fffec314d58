#pragma once

namespace glassgpt {

/// What the program's exit code says; scripts depend on these numbers.
enum ExitCode : int {
  kExitDone = 0,
  kExitFailure = 1,   ///< a full disk, training that diverged, a result that differs: not done, and no bad input
  kExitBadInput = 2,  ///< bad usage or bad input, said in one line on standard error
  kExitInterrupted = 130,
};

}  // namespace glassgpt
