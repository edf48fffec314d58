#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// Whom the server answers: everybody, or who has one of its keys. Only digests of the keys are kept.
class ApiKeys {
 public:
  /// @param text  keys with white space or commas between them
  /// @param where  what an error names as the place of the text
  /// @throws Error if a key is shorter than 16 characters, which could be guessed, or there is none
  void add(std::string_view text, std::string_view where);

  /// Whether everybody is answered.
  [[nodiscard]] bool empty() const { return digests_.empty(); }

  /// Whether a request's header `Authorization` holds a key, `Bearer KEY`. How long that takes depends on the header's
  /// length alone.
  [[nodiscard]] bool allow(std::string_view authorization) const;

 private:
  std::vector<std::string> digests_;
};

}  // namespace glassgpt
