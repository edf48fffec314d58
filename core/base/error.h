#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace glassgpt {

/// The one exception of this library: bad input or a state that cannot be worked with.
///
/// Its message is a single line that says where the fault is, what it is, and what to do about it:
/// `facts.json, record 3: expected a string, found a number; write each example as a string`.
class Error : public std::runtime_error {
 public:
  /// @param where   the file and record, the option or the field at fault
  /// @param what    what is wrong there
  /// @param remedy  what the person can do
  Error(std::string_view where, std::string_view what, std::string_view remedy);
};

}  // namespace glassgpt
