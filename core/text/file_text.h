#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "byte_source.h"
#include "file_report.h"
#include "utf8.h"

namespace glassgpt {

/// The text of a file as UTF-8 without a byte order mark: the file's own bytes, or what UTF-16 is converted to. It is
/// read as far as it is asked for, and what was passed over is given back.
class FileText {
 public:
  /// A file that is all there. @param name  the file's, for messages
  /// @param bytes  which have to outlive this
  /// @throws Error that names the likely encoding and the line if it is neither UTF-8 nor UTF-16 with its mark
  FileText(std::string_view name, std::string_view bytes);
  /// A file that comes in parts. @throws Error likewise of its beginning
  FileText(std::string_view name, ByteSource source);
  FileText(const FileText&) = delete;
  FileText& operator=(const FileText&) = delete;
  ~FileText() = default;

  /// What has been read and not passed over, until more is: well-formed UTF-8.
  [[nodiscard]] std::string_view rest() const { return text_.substr(passed_); }
  /// Makes the rest longer: at least twice as long, if there is so much. @return false at the file's end
  /// @throws Error as the constructor of what is read
  bool read_more();
  /// Passes over the beginning of the rest.
  void pass(std::size_t bytes) { passed_ += bytes; }
  /// Where in the file something stands. @param offset  in bytes, of the rest
  [[nodiscard]] TextPlace place(std::size_t offset) const;

  /// From now on, zero bytes are an error, in the rest as well.
  void refuse_zero_bytes();

  [[nodiscard]] CharacterEncoding encoding() const { return encoding_; }

 private:
  void begin();
  void convert();
  void check(std::size_t from);
  void check_zero_bytes(std::size_t from) const;
  [[noreturn]] void refuse_other_encoding(std::size_t offset) const;

  std::string name_;
  ByteSource source_;       ///< none, if all is there
  bool at_end_ = false;     ///< of the source
  std::string read_;        ///< of a file in parts: UTF-8; the end of it may be part of a character
  std::string units_;       ///< of UTF-16, what is not converted yet
  std::string_view text_;   ///< what is there of the file, as far as it is checked
  std::size_t passed_ = 0;  ///< bytes of it
  TextPlace begin_;         ///< of it, in the file
  bool refuses_zeros_ = false;
  bool is_ascii_ = true;  ///< all that was given back before
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

/// Likewise of a file, which is passed over line by line.
class FileLines {
 public:
  /// @param file  to outlive this
  explicit FileLines(FileText& file) : file_(file) {}

  /// Goes to the next line, at first to the first one. @return whether there is one
  bool next();
  /// It, without its end; until next() is called.
  [[nodiscard]] std::string_view line() const { return file_.rest().substr(0, size_); }
  /// Its number, from 1.
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  FileText& file_;
  std::size_t size_ = 0;      ///< of the line
  std::size_t with_end_ = 0;  ///< likewise, its end included
  std::size_t number_ = 0;
};

}  // namespace glassgpt
