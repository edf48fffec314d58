#include "normalization.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#include "character_class.h"
#include "utf8.h"

#if defined(__EMSCRIPTEN__)
#include <emscripten.h>
#elif defined(_WIN32)
#include <windows.h>
#else
#include <utf8proc.h>
#endif

namespace glassgpt {

namespace {

struct Free {
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): what the platform returns
  void operator()(void* memory) const { std::free(memory); }
};

}  // namespace

// The tables are those of the platform: of the browser's engine, of the system, of utf8proc.

#if defined(__EMSCRIPTEN__)

// clang-format off
/// @param size  bytes of the text, then those of what is returned, which is to be freed
EM_JS(char*, glassgpt_normalize, (const char* text, std::size_t* size, bool lower), {
  const from = HEAPU8.subarray(text, text + HEAPU32[size >> 2]);
  const given = new TextDecoder('utf-8', { ignoreBOM: true }).decode(from);
  const bytes = new TextEncoder().encode(lower ? given.normalize('NFKC').toLowerCase() : given.normalize('NFC'));
  const to = _malloc(bytes.length + 1);
  if (to) HEAPU8.set(bytes, to);
  HEAPU32[size >> 2] = bytes.length;
  return to;
});
// clang-format on

namespace {

std::string normalize(std::string_view text, bool lower) {
  std::size_t size = text.size();
  const std::unique_ptr<char, Free> result(glassgpt_normalize(text.data(), &size, lower));
  if (result == nullptr) throw std::bad_alloc();
  return {result.get(), size};
}

}  // namespace

std::string to_nfc(std::string_view text) {
  return normalize(text, false);
}

std::string to_lower_case(std::string_view text) {
  return normalize(text, true);
}

#elif defined(_WIN32)

namespace {

std::wstring to_utf16(std::string_view text) {
  const int size = static_cast<int>(text.size());
  std::wstring wide(static_cast<std::size_t>(MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0)), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), size, wide.data(), static_cast<int>(wide.size()));
  return wide;
}

std::string to_utf8(std::wstring_view wide) {
  const int size = static_cast<int>(wide.size());
  const int bytes = WideCharToMultiByte(CP_UTF8, 0, wide.data(), size, nullptr, 0, nullptr, nullptr);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  WideCharToMultiByte(CP_UTF8, 0, wide.data(), size, text.data(), bytes, nullptr, nullptr);
  return text;
}

/// The length that the system tells at first is an estimate: if it was too short, it tells a longer one.
std::wstring normalize(const std::wstring& wide, NORM_FORM form) {
  const int size = static_cast<int>(wide.size());
  std::wstring result;
  int length = size == 0 ? 0 : NormalizeString(form, wide.data(), size, nullptr, 0);
  while (length > 0) {
    result.resize(static_cast<std::size_t>(length));
    length = NormalizeString(form, wide.data(), size, result.data(), length);
    if (length > 0) {
      result.resize(static_cast<std::size_t>(length));
      return result;
    }
    length = GetLastError() == ERROR_INSUFFICIENT_BUFFER ? -length : 0;
  }
  return wide;
}

}  // namespace

std::string to_nfc(std::string_view text) {
  return to_utf8(normalize(to_utf16(text), NormalizationC));
}

std::string to_lower_case(std::string_view text) {
  std::wstring wide = normalize(to_utf16(text), NormalizationKC);
  CharLowerBuffW(wide.data(), static_cast<DWORD>(wide.size()));
  return to_utf8(wide);
}

#else

namespace {

std::string normalize(std::string_view text, int options) {
  // NOLINTNEXTLINE(bugprone-casting-through-void): a char may stand for any byte
  const auto* bytes = static_cast<const utf8proc_uint8_t*>(static_cast<const void*>(text.data()));
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                             // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): flags
                                             static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
  const std::unique_ptr<void, Free> result(mapped);
  if (size < 0) throw std::bad_alloc();
  return {static_cast<const char*>(result.get()), static_cast<std::size_t>(size)};
}

}  // namespace

std::string to_nfc(std::string_view text) {
  return normalize(text, UTF8PROC_COMPOSE);
}

std::string to_lower_case(std::string_view text) {
  return normalize(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
}

#endif

namespace {

/// Below this byte are ASCII and Latin letters that are composed, except for the soft hyphen.
constexpr unsigned char kFirstByteOfMarks = 0xCC;

bool is_simple(std::string_view text) {
  return text.find("\u00AD") == std::string_view::npos && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < kFirstByteOfMarks;
         });
}

std::string without_invisible(std::string_view text) {
  std::string visible;
  while (!text.empty()) {
    const Utf8Character next = first_character(text);
    if (class_of(next.code) != CharacterClass::invisible) visible += text.substr(0, next.size);
    text.remove_prefix(next.size);
  }
  return visible;
}

}  // namespace

std::string_view normalized(std::string_view text, std::string& storage) {
  if (is_simple(text)) return text;
  bool has_invisible = false;
  bool may_change = false;
  for (std::string_view rest = text; !rest.empty();) {
    const Utf8Character next = first_character(rest);
    const CharacterClass its = next.size == 1 ? CharacterClass::word : class_of(next.code);
    has_invisible = has_invisible || its == CharacterClass::invisible;
    may_change = may_change || its == CharacterClass::mark || its == CharacterClass::unstable;
    rest.remove_prefix(next.size);
  }
  if (!has_invisible && !may_change) return text;
  // Without them first, so that a mark meets the letter that it seems to stand on.
  storage = has_invisible ? without_invisible(text) : std::string(text);
  if (may_change) storage = to_nfc(storage);
  return storage;
}

}  // namespace glassgpt
