#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"

namespace glassgpt::testing {

/// The message of the Error that `work` throws.
template <typename Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "expected an Error";
  return {};
}

}  // namespace glassgpt::testing
