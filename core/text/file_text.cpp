#include "file_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "../base/error.h"
#include "ascii.h"
#include "utf8.h"

namespace glassgpt {

namespace {

using namespace std::literals;

constexpr std::string_view kSaveAsUtf8 =
    "save the file as UTF-8: an editor offers that under \"Save as\", a spreadsheet as \"CSV UTF-8\"";

std::string at_line(std::string_view name, std::size_t line) {
  return std::string(name) + ", line " + std::to_string(line);
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

/// @param bytes  without the byte order mark
std::string utf8_of_utf16(std::string_view name, std::string_view bytes, bool big_endian) {
  const std::size_t units = bytes.size() / 2;
  const auto unit_at = [&](std::size_t i) {
    const std::uint32_t first = static_cast<unsigned char>(bytes[2 * i]);
    const std::uint32_t second = static_cast<unsigned char>(bytes[2 * i + 1]);
    return big_endian ? first << 8U | second : second << 8U | first;
  };
  std::string text;
  text.reserve(units + units / 8);
  const auto fail = [&] {
    throw Error(at_line(name, place_at(text, text.size()).line), "half of a character stands there, in UTF-16",
                "save the file anew, best as UTF-8");
  };
  for (std::size_t i = 0; i < units; ++i) {
    std::uint32_t unit = unit_at(i);
    if (is_low_surrogate(unit)) fail();
    if (is_high_surrogate(unit)) {
      if (++i == units || !is_low_surrogate(unit_at(i))) fail();
      unit = 0x10000U + ((unit - 0xD800U) << 10U) + (unit_at(i) - 0xDC00U);
    }
    append_utf8(text, unit);
  }
  if (bytes.size() % 2 != 0) fail();
  return text;
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
    throw Error(name, "it seems to be "s + encoding + " without a byte order mark", kSaveAsUtf8);
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

[[noreturn]] void refuse_other_encoding(std::string_view name, std::string_view text, std::size_t offset) {
  const TextPlace place = place_at(text, offset);
  const std::string what = "the text is not valid UTF-8 at byte " + std::to_string(place.byte) + " of the line";
  const std::string where = at_line(name, place.line);
  const auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (std::any_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), is_high)) {
    throw Error(where, what + ", though it is before", "write anew what stands there, and save the file as UTF-8");
  }
  if (seems_windows_1252(text, offset)) {
    throw Error(where,
                what + ": it seems to be Windows-1252, where it reads " + in_quotes(word_in_windows_1252(text, offset)),
                kSaveAsUtf8);
  }
  throw Error(where, what, kSaveAsUtf8);
}

}  // namespace

FileText::FileText(std::string_view name, std::string_view bytes) : text_(bytes) {
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) {
    throw Error(name, "it is UTF-32", kSaveAsUtf8);
  }
  const bool big_endian = bytes.starts_with("\xFE\xFF");
  if (big_endian || bytes.starts_with("\xFF\xFE")) {
    encoding_ = big_endian ? CharacterEncoding::utf16_be : CharacterEncoding::utf16_le;
    converted_ = utf8_of_utf16(name, bytes.substr(2), big_endian);
    text_ = converted_;
    return;
  }
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  refuse_wide_characters(name, text_);
  if (const auto offset = find_invalid_utf8(text_)) refuse_other_encoding(name, text_, *offset);
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

}  // namespace glassgpt
