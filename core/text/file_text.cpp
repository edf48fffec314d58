#include "file_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "../base/error.h"
#include "ascii.h"
#include "utf8.h"

namespace glassgpt {

namespace {

using namespace std::literals;

Message at_line(std::string_view name, std::size_t line) {
  return {words::at_line, {{"name", name}, {"line", line}}};
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto continuation = [&](unsigned shift) { put(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    continuation(0);
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    continuation(6);
    continuation(0);
  } else {
    put(0xF0U | (code_point >> 18U));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

// UTF-16 -------------------------------------------------------------------------------------------------------------

constexpr bool is_high_surrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

constexpr bool is_low_surrogate(std::uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

/// Converts as much as is complete. @param units  keeps the rest @return whether it is well-formed
bool append_utf16(std::string& text, std::string& units, bool big_endian) {
  const auto unit_at = [&](std::size_t i) {
    const std::uint32_t first = static_cast<unsigned char>(units[i]);
    const std::uint32_t second = static_cast<unsigned char>(units[i + 1]);
    return big_endian ? first << 8U | second : second << 8U | first;
  };
  std::size_t i = 0;
  bool good = true;
  for (; good && i + 1 < units.size(); i += 2) {
    std::uint32_t unit = unit_at(i);
    if (is_high_surrogate(unit)) {
      if (i + 3 >= units.size()) break;
      i += 2;
      good = is_low_surrogate(unit_at(i));
      if (good) unit = 0x10000U + ((unit - 0xD800U) << 10U) + (unit_at(i) - 0xDC00U);
    } else {
      good = !is_low_surrogate(unit);
    }
    if (good) append_utf8(text, unit);
  }
  units.erase(0, i);
  return good;
}

/// Refuses what has zero bytes as text of 16 or 32 bits a character has them: few characters have no zero byte in it.
void refuse_wide_characters(std::string_view name, std::string_view bytes) {
  constexpr std::size_t beginning = 4096;
  const std::string_view head = bytes.substr(0, beginning);
  std::array<std::size_t, 4> zeros = {};
  for (std::size_t i = 0; i < head.size(); ++i) zeros[i % 4] += head[i] == '\0' ? 1 : 0;
  const std::size_t even = zeros[0] + zeros[2];
  const std::size_t odd = zeros[1] + zeros[3];
  constexpr std::size_t least = 3;  // less may stand in any damaged file
  if (even + odd < least) return;
  const auto seems = [&](const char* encoding) {
    throw Error(name, {words::without_mark, {{"encoding", encoding}}}, words::save_as_utf8);
  };
  const std::size_t quarter = head.size() / 4;
  // Each count is that of places in the same quarter of four bytes.
  if (quarter > 0 && zeros[2] == quarter && zeros[3] == quarter && zeros[0] < quarter) seems("UTF-32 (little-endian)");
  if (quarter > 0 && zeros[0] == quarter && zeros[1] == quarter && zeros[3] < quarter) seems("UTF-32 (big-endian)");
  constexpr std::size_t few = 16;  // one character in that many would be line ends or spaces alone
  if (even == 0 && odd * few >= quarter) seems("UTF-16 (little-endian)");
  if (odd == 0 && even * few >= quarter) seems("UTF-16 (big-endian)");
}

// Windows-1252 -------------------------------------------------------------------------------------------------------

/// Code points of the bytes 0x80 to 0x9F; 0 where there is none (the code page's table by Unicode).
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::uint32_t windows_1252(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte;
}

/// Whether a byte beyond ASCII is one that texts of Western Europe have in Windows-1252: a letter, a quotation mark.
bool is_western(unsigned char byte) {
  if (byte >= 0xC0) return byte != 0xD7 && byte != 0xF7 && byte != 0xFF;
  if (byte < 0xA0) return windows_1252(byte) != 0;
  constexpr std::string_view marks = "\xA0\xA1\xA3\xA7\xA9\xAA\xAB\xAE\xB0\xB2\xB4\xB5\xB7\xBA\xBB\xBC\xBD\xBE\xBF"sv;
  return marks.find(static_cast<char>(byte)) != std::string_view::npos;
}

/// Whether the text around a place can be Windows-1252: its bytes beyond ASCII are few, as accents are, and all of them
/// Western.
bool seems_windows_1252(std::string_view text, std::size_t offset) {
  constexpr std::size_t most_read = 65536;
  text.remove_prefix(offset - std::min(offset, most_read / 2));
  std::size_t high = 0;
  std::size_t letters = 0;
  for (const char c : text.substr(0, most_read)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && !is_western(byte)) return false;
    if (byte >= 0x80) ++high;
    if (!is_space(c)) ++letters;
  }
  return high * 3 <= letters;
}

/// The word around a place, read as Windows-1252.
std::string word_in_windows_1252(std::string_view text, std::size_t offset) {
  constexpr std::size_t longest = 20;  // to each side
  std::size_t first = offset;
  std::size_t end = offset;
  while (first > 0 && offset - first < longest && !is_space(text[first - 1])) --first;
  while (end < text.size() && end - offset < longest && !is_space(text[end])) ++end;
  std::string word;
  for (const char c : text.substr(first, end - first)) append_utf8(word, windows_1252(static_cast<unsigned char>(c)));
  return word;
}

bool is_ascii_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Bytes at the end of a text that can be the beginning of a character.
std::size_t begun_character(std::string_view text) {
  constexpr std::size_t longest = 4;
  for (std::size_t size = 1; size < longest && size <= text.size(); ++size) {
    const auto byte = static_cast<unsigned char>(text[text.size() - size]);
    if (byte >= 0xC0) return size;
    if (byte < 0x80) break;
  }
  return 0;
}

}  // namespace

FileText::FileText(std::string_view name, std::string_view bytes) : name_(name), at_end_(true), text_(bytes) {
  begin();
}

FileText::FileText(std::string_view name, ByteSource source) : name_(name), source_(std::move(source)) {
  constexpr std::size_t beginning = 65536;  // of which the encoding and the format are told
  while (!at_end_ && read_.size() < beginning) at_end_ = !source_(read_);
  text_ = read_;
  begin();
}

/// Looks at the first bytes.
void FileText::begin() {
  if (text_.starts_with("\xFF\xFE\0\0"sv) || text_.starts_with("\0\0\xFE\xFF"sv)) {
    throw Error(name_, words::utf32, words::save_as_utf8);
  }
  const bool big_endian = text_.starts_with("\xFE\xFF");
  if (big_endian || text_.starts_with("\xFF\xFE")) {
    encoding_ = big_endian ? CharacterEncoding::utf16_be : CharacterEncoding::utf16_le;
    units_ = text_.substr(2);
    read_.clear();
    return convert();
  }
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  refuse_wide_characters(name_, text_);
  if (source_) {
    read_.erase(0, read_.size() - text_.size());
    text_ = read_;
  }
  check(0);
}

bool FileText::read_more() {
  if (at_end_) return false;
  // A line end that may be half of CR LF stays, so that it is counted once.
  const std::size_t gone = passed_ - (passed_ > 0 && text_[passed_ - 1] == '\r' ? 1 : 0);
  begin_ = place_after(begin_, text_.substr(0, gone));
  is_ascii_ = is_ascii_ && is_ascii_text(text_.substr(0, gone));
  passed_ -= gone;
  const std::size_t before = text_.size() - gone;
  read_.erase(0, gone);
  text_ = std::string_view(read_).substr(0, before);
  std::string& to = encoding_ == CharacterEncoding::utf8 ? read_ : units_;
  const std::size_t enough = to.size() + before;
  do {
    at_end_ = !source_(to);
  } while (!at_end_ && to.size() < enough);
  encoding_ == CharacterEncoding::utf8 ? check(before) : convert();
  return text_.size() > before || (!at_end_ && read_more());
}

/// Converts what came of UTF-16.
void FileText::convert() {
  const std::size_t before = read_.size();
  const bool good = append_utf16(read_, units_, encoding_ == CharacterEncoding::utf16_be);
  text_ = read_;
  if (!good || (at_end_ && !units_.empty())) {
    throw Error(at_line(name_, place(rest().size()).line), words::half_character, words::save_anew);
  }
  if (refuses_zeros_) check_zero_bytes(before);
}

/// Checks the UTF-8 that came. @param from  where it begins; before it, all is checked
void FileText::check(std::size_t from) {
  if (source_) {
    text_ = read_;
    if (!at_end_) text_.remove_suffix(begun_character(text_));
  }
  if (const auto offset = find_invalid_utf8(text_.substr(from))) refuse_other_encoding(from + *offset);
  if (refuses_zeros_) check_zero_bytes(from);
}

TextPlace FileText::place(std::size_t offset) const {
  return place_after(begin_, text_.substr(0, passed_ + offset));
}

void FileText::refuse_zero_bytes() {
  refuses_zeros_ = true;
  check_zero_bytes(passed_);
}

void FileText::check_zero_bytes(std::size_t from) const {
  const std::size_t zero = text_.find('\0', from);
  if (zero == std::string_view::npos) return;
  throw Error(at_line(name_, place_after(begin_, text_.substr(0, zero)).line), words::zero_byte,
              words::write_line_anew);
}

/// @param offset  in what is there of the text
void FileText::refuse_other_encoding(std::size_t offset) const {
  const TextPlace place = place_after(begin_, text_.substr(0, offset));
  const Message where = at_line(name_, place.line);
  if (!is_ascii_ || !is_ascii_text(text_.substr(0, offset))) {
    throw Error(where, {words::not_utf8_behind, {{"byte", place.byte}}}, words::write_there_anew);
  }
  if (seems_windows_1252(text_, offset)) {
    const std::string word = in_quotes(word_in_windows_1252(text_, offset));
    throw Error(where, {words::windows_1252, {{"byte", place.byte}, {"word", word}}}, words::save_as_utf8);
  }
  throw Error(where, {words::not_utf8_in_line, {{"byte", place.byte}}}, words::save_as_utf8);
}

std::string_view LineReader::next() {
  if (!looked_ || line_feed_ < at_) line_feed_ = std::min(text_.find('\n', at_), text_.size());
  looked_ = true;
  const std::string_view line = text_.substr(at_, line_feed_ - at_);
  const std::size_t size = std::min(line.find('\r'), line.size());
  at_ += size;
  if (at_ < text_.size()) at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
  ++line_;
  return line.substr(0, size);
}

bool FileLines::next() {
  file_.pass(with_end_);
  if (file_.rest().empty() && !file_.read_more()) return false;
  std::size_t end = 0;  // of the line, if it is there
  for (;;) {
    const std::string_view rest = file_.rest();
    LineReader lines(rest);
    size_ = lines.next().size();
    end = lines.offset();
    // A CR may be followed by LF.
    if (end > size_ && (end < rest.size() || rest.back() == '\n')) break;
    if (!file_.read_more()) break;
  }
  with_end_ = end;
  ++number_;
  return true;
}

}  // namespace glassgpt
