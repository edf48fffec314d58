#pragma once

#include "core/base/error.h"

namespace glassgpt {

/// An Error that is not the fault of what the person gave: a full disk, a closed pipe. The program exits with
/// kExitFailure instead of kExitBadInput.
class Failure : public Error {
 public:
  using Error::Error;
};

}  // namespace glassgpt
