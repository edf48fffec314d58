#pragma once

namespace glassgpt {

/// What the program's exit code says; scripts depend on these numbers.
enum ExitCode : int {
  kExitDone = 0,
  kExitFailure = 1,   ///< neither done nor the person's input: a full disk, training that diverged
  kExitBadInput = 2,  ///< bad usage or bad input, said in one line on standard error
  kExitInterrupted = 130,
};

}  // namespace glassgpt
