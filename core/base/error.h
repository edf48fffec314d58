#pragma once

#include <memory>
#include <stdexcept>

#include "message.h"
#include "words.h"

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
  Error(const Message& where, const Message& what, const Message& remedy);

  /// What its message is made of, to be told in other languages.
  struct Parts {
    Message where;
    Message what;
    Message remedy;
  };
  [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
  std::shared_ptr<const Parts> parts_;  ///< shared, because an exception has to be copied without another one
};

}  // namespace glassgpt
