#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace glassgpt::testing {

/// A change to a good file, and how what is said of it begins.
struct Corruption {
  std::string_view from;
  std::string_view to;
  std::string_view error;
};

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
