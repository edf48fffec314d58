#include "native/serve/page_files.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/text/ascii.h"
#include "core/text/utf8.h"
#include "native/files.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndex = "index.html";
/// What may change is asked for each time, with its tag.
constexpr std::string_view kLookAgain = "no-cache";

using ContentType = std::pair<std::string_view, std::string_view>;

constexpr std::array<ContentType, 15> kContentTypes = {{{".html", "text/html; charset=utf-8"},
                                                        {".js", "text/javascript; charset=utf-8"},
                                                        {".mjs", "text/javascript; charset=utf-8"},
                                                        {".css", "text/css; charset=utf-8"},
                                                        {".json", "application/json"},
                                                        {".webmanifest", "application/manifest+json"},
                                                        {".wasm", "application/wasm"},
                                                        {".svg", "image/svg+xml"},
                                                        {".png", "image/png"},
                                                        {".ico", "image/x-icon"},
                                                        {".woff2", "font/woff2"},
                                                        {".txt", "text/plain; charset=utf-8"},
                                                        {".csv", "text/csv; charset=utf-8"},
                                                        {".zip", "application/zip"},
                                                        {".map", "application/json"}}};

std::string content_type_of(const std::string& name) {
  for (const auto& [extension, type] : kContentTypes) {
    if (has_extension(name, extension)) return std::string(type);
  }
  return "application/octet-stream";
}

/// Whether a path can lead nowhere but into the folder, hidden files aside.
bool is_plain(std::string_view path) {
  if (path.find('\0') != std::string_view::npos || path.find('\\') != std::string_view::npos) return false;
  for (std::string_view rest = path;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part.starts_with('.')) return false;
    if (slash == std::string_view::npos) return true;
    rest.remove_prefix(slash + 1);
  }
}

/// What is known of a file that is there.
std::optional<PageFile> described(const fs::path& path, const std::string& name) {
  std::error_code error;
  if (!fs::is_regular_file(path, error) || error) return std::nullopt;
  const std::uintmax_t size = fs::file_size(path, error);
  const fs::file_time_type written = fs::last_write_time(path, error);
  if (error) return std::nullopt;
  // What the build names by its contents never changes.
  const bool never_changes = name.starts_with("assets/");
  return PageFile{
      .path = path,
      .content = {},
      .content_type = content_type_of(name),
      .cache_control = never_changes ? "public, max-age=31536000, immutable" : std::string(kLookAgain),
      .tag = '"' + std::to_string(written.time_since_epoch().count()) + "-" + std::to_string(size) + '"',
  };
}

}  // namespace

PageFiles::PageFiles(const std::string& folder, std::string model)
    : model_(std::move(model)), model_address_(has_extension(model_, ".json") ? "model.json" : "model.safetensors") {
  std::error_code error;
  folder_ = fs::canonical(path_of(folder), error);
  constexpr std::string_view kElement = "<glass-gpt-page";
  if (!error && fs::is_regular_file(folder_ / kIndex, error)) index_ = read_file(name_of(folder_ / kIndex));
  const std::size_t element = index_.find(kElement);
  if (element == std::string::npos) {
    throw Error(folder, "it holds no page", "name the folder that web/ is built into, web/dist");
  }
  index_.insert(element + kElement.size(), " data-model=\"" + model_address_ + "\"");
}

std::optional<PageFile> PageFiles::find(std::string_view path) const {
  if (path == model_address_) return described(path_of(model_), model_address_);
  std::string name(path);
  if (name.empty() || name.ends_with('/')) name += kIndex;
  if (name == kIndex) {
    return PageFile{.path = {},
                    .content = index_,
                    .content_type = content_type_of(name),
                    .cache_control = std::string(kLookAgain),
                    .tag = '"' + sha256_hex(index_) + '"'};
  }
  if (!is_plain(name) || find_invalid_utf8(name)) return std::nullopt;
  std::error_code error;
  const fs::path found = fs::canonical(folder_ / path_of(name), error);
  if (error) return std::nullopt;
  const auto [end, rest] = std::mismatch(folder_.begin(), folder_.end(), found.begin(), found.end());
  if (end != folder_.end()) return std::nullopt;
  return described(found, name);
}

}  // namespace glassgpt
