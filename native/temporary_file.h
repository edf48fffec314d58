#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace glassgpt {

/// A file beside a target, always of the same name, that disappears again unless it takes the target's place: nobody
/// ever finds half a file there. As long as it lives, no other program writes one for the same target.
class TemporaryFile {
 public:
  /// Waits for another program that is writing one, as create_exclusive_file().
  explicit TemporaryFile(const std::filesystem::path& target);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  void write(std::string_view bytes);

  /// Puts the file in the target's place, with its permissions, once it is on the disk.
  void replace_target();

  /// What went wrong, if anything did; nothing more is written then.
  [[nodiscard]] const std::error_code& error() const { return error_; }

 private:
  void close();

  std::filesystem::path target_;
  std::filesystem::path path_;
  std::error_code error_;
  std::FILE* file_;
  bool replaced_ = false;
};

/// What programs that ended in the middle of saving left beside a target, or a file of a free name made from it.
struct LeftFiles {
  int count = 0;
  std::uintmax_t bytes = 0;
};

/// Removes it.
LeftFiles remove_left_files(const std::filesystem::path& target);

}  // namespace glassgpt
