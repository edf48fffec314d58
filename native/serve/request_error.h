#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace glassgpt {

/// Why a request is not answered: a status of HTTP, and what OpenAI's clients find in `error`.
class RequestError : public Error {
 public:
  /// @param status  of HTTP, 400 … 599
  /// @param code    for programs, such as "model_not_found"
  /// @param where   the field at fault, or what else the message begins with
  /// @param param   the field again, if it is one
  RequestError(int status, std::string_view code, std::string_view where, std::string_view what,
               std::string_view remedy, std::string_view param = {})
      : Error(where, what, remedy), status_(status), code_(code), param_(param) {}

  /// Of HTTP.
  [[nodiscard]] int status() const { return status_; }
  /// For programs.
  [[nodiscard]] const std::string& code() const { return code_; }
  /// The field at fault; empty if it is none.
  [[nodiscard]] const std::string& param() const { return param_; }

 private:
  int status_;
  std::string code_;
  std::string param_;
};

/// A field with which a request cannot be answered: status 400.
inline RequestError bad_field(std::string_view field, std::string_view what, std::string_view remedy,
                              std::string_view code = "invalid_value") {
  return {400, code, field, what, remedy, field};
}

}  // namespace glassgpt
