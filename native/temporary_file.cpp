#include "native/temporary_file.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "native/exclusive_file.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".tmp";

/// Hidden, so that nobody takes it for a model.
fs::path beside(const fs::path& target) {
  fs::path path = target;
  path.replace_filename(".");
  path += target.filename();
  return path += kEnding;
}

std::error_code system_error() {
  return {errno, std::generic_category()};
}

/// Takes a text away where another begins, or ends, with it.
bool remove_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}
bool remove_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether a name is the target's, or a free one made from it: model.json, model-2.json.
bool is_of_family(std::string_view name, const fs::path& target) {
  const std::string stem = name_of(target.stem());
  const std::string extension = name_of(target.extension());
  if (!remove_prefix(name, stem) || !remove_suffix(name, extension)) return false;
  return name.empty() || (remove_prefix(name, "-") && is_number(name));
}

/// Whether it is the temporary file of such a name, by today's naming or that of earlier versions: model.json.tmp-4711.
enum class Naming { none, hidden, numbered };
Naming naming_of(std::string_view name, const fs::path& target) {
  std::string_view hidden = name;
  if (remove_prefix(hidden, ".") && remove_suffix(hidden, kEnding) && is_of_family(hidden, target)) {
    return Naming::hidden;
  }
  const std::string numbered = std::string(kEnding) + "-";
  const std::size_t ending = name.rfind(numbered);
  if (ending == std::string_view::npos || !is_number(name.substr(ending + numbered.size()))) return Naming::none;
  return is_of_family(name.substr(0, ending), target) ? Naming::numbered : Naming::none;
}

/// @return whether it was left by a program that has ended, and is gone
bool remove_if_left(const fs::path& path, Naming naming) {
  if (naming == Naming::hidden) return remove_left_file(path);
  std::error_code error;
  return naming == Naming::numbered && fs::is_regular_file(fs::symlink_status(path, error)) && is_old_file(path) &&
         fs::remove(path, error);
}

}  // namespace

TemporaryFile::TemporaryFile(const fs::path& target)
    : target_(target), path_(beside(target)), file_(create_exclusive_file(path_, error_)) {}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  // Removed before it is closed: while it is open, no other program makes one of its own there.
  if (file_ != nullptr && !replaced_) fs::remove(path_, ignored);
  close();
}

void TemporaryFile::close() {
  if (file_ != nullptr) std::fclose(std::exchange(file_, nullptr));
}

void TemporaryFile::write(std::string_view bytes) {
  if (error_) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) error_ = system_error();
}

void TemporaryFile::replace_target() {
  if (error_) return;
  if (!flush_to_disk(file_)) {
    error_ = system_error();
    return;
  }
  std::error_code ignored;
  if (const fs::file_status old = fs::status(target_, ignored); fs::exists(old)) {
    fs::permissions(path_, old.permissions(), ignored);
  }
  fs::rename(path_, target_, error_);
  replaced_ = !error_;
  if (!replaced_) return;
  flush_folder_to_disk(target_.parent_path());
  close();
}

LeftFiles remove_left_files(const fs::path& target) {
  LeftFiles left;
  std::error_code error;
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const Naming naming = naming_of(name_of(entry->path().filename()), target);
    if (naming == Naming::none) continue;
    std::error_code unknown;
    const std::uintmax_t size = entry->file_size(unknown);
    if (!remove_if_left(entry->path(), naming)) continue;
    left.count += 1;
    left.bytes += unknown ? 0 : size;
  }
  return left;
}

}  // namespace glassgpt
