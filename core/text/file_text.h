#pragma once

#include <string>
#include <string_view>

#include "file_report.h"

namespace glassgpt {

/// The text of a file as UTF-8 without a byte order mark: the file's own bytes, or what UTF-16 was converted to.
class FileText {
 public:
  /// @param name   the file's, for messages
  /// @param bytes  which have to outlive this
  /// @throws Error that names the likely encoding and the line if it is neither UTF-8 nor UTF-16 with its mark
  FileText(std::string_view name, std::string_view bytes);
  FileText(const FileText&) = delete;
  FileText& operator=(const FileText&) = delete;
  ~FileText() = default;

  /// Well-formed UTF-8.
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] CharacterEncoding encoding() const { return encoding_; }

 private:
  std::string converted_;
  std::string_view text_;
  CharacterEncoding encoding_ = CharacterEncoding::utf8;
};

/// A text's lines, which end in LF, CR LF or CR alone.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  /// Whether there is another one; what follows the last line end is one only if it is not empty.
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  /// The next one, without its end.
  std::string_view next();
  /// The number of the line that next() gave last, from 1.
  [[nodiscard]] std::size_t line() const { return line_; }
  /// Where what follows it begins.
  [[nodiscard]] std::size_t offset() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  std::size_t line_feed_ = 0;  ///< the first one from `at_` on, once it was looked for
  bool looked_ = false;
};

}  // namespace glassgpt
