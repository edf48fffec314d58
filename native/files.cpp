#include "native/files.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "native/failure.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

std::string system_message(int error) {
  return std::generic_category().message(error);
}

/// A file beside the target that disappears again unless it is renamed over it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : path_(beside(target)), file_(create_file(path_)), error_(file_ == nullptr ? errno : 0) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (file_ != nullptr) std::fclose(file_);
    std::error_code ignored;
    if (made()) fs::remove(path_, ignored);
  }

  void write(std::string_view bytes) {
    if (error_ != 0) return;
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) error_ = errno;
  }

  /// Puts the file in the target's place, with its permissions.
  void rename_over(const fs::path& target) {
    if (error_ != 0) return;
    if (!flush_to_disk(file_)) error_ = errno;
    if (std::fclose(std::exchange(file_, nullptr)) != 0) error_ = errno;
    if (error_ != 0) return;
    std::error_code error;
    if (const fs::file_status old = fs::status(target, error); fs::exists(old)) {
      fs::permissions(path_, old.permissions(), error);
    }
    fs::rename(path_, target, error);
    error_ = error.value();
    renamed_ = !error;
  }

  /// 0 as long as all went well, else the system's number for what did not.
  [[nodiscard]] int error() const { return error_; }

 private:
  [[nodiscard]] bool made() const { return !renamed_ && (file_ != nullptr || error_ != EEXIST); }

  static fs::path beside(fs::path target) { return target += ".tmp-" + std::to_string(process_id()); }

  fs::path path_;
  std::FILE* file_;
  int error_;
  bool renamed_ = false;
};

/// Where a name leads: a link stays a link when the file behind it is replaced.
fs::path resolved(const std::string& name) {
  std::error_code error;
  fs::path path = path_of(name);
  if (fs::is_symlink(path, error)) path = fs::weakly_canonical(path, error);
  return path;
}

}  // namespace

std::string read_file(const std::string& name) {
  const fs::path path = path_of(name);
  std::error_code error;
  if (!fs::exists(path, error)) throw Error(name, "there is no such file", "check the name and the folder");
  if (fs::is_directory(path, error)) throw Error(name, "it is a folder", "name a file in it");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(stream), {});
  if (!stream || stream.bad()) {
    throw Error(name, "it cannot be read: " + system_message(errno), "check that you may read it");
  }
  return bytes;
}

Dataset read_datasets(const std::vector<std::string>& names) {
  Dataset all;
  for (const std::string& name : names) append(all, read_dataset(name, read_file(name)));
  return all;
}

void check_model_target(const std::string& name) {
  static_cast<void>(checkpoint_format(name));
  const fs::path target = resolved(name);
  std::error_code error;
  if (fs::is_directory(target, error)) throw Error(name, "it is a folder", "name a file in it");
  const fs::path folder = target.parent_path();
  if (!folder.empty() && !fs::is_directory(folder, error)) {
    throw Error(name, "there is no folder " + name_of(folder), "make it or choose another one");
  }
  if (const TemporaryFile trial(target); trial.error() != 0) {
    throw Error(name, "it cannot be written: " + system_message(trial.error()),
                "choose a folder in which you may make files");
  }
}

void save_model(Session& session, const std::string& name, bool with_training) {
  session.begin_save(checkpoint_format(name), with_training);
  const fs::path target = resolved(name);
  TemporaryFile temporary(target);
  while (const std::optional<std::string> part = session.next_part()) {
    temporary.write(*part);
    if (temporary.error() != 0) break;
  }
  temporary.rename_over(target);
  if (temporary.error() != 0) {
    throw Failure(name, "it cannot be written: " + system_message(temporary.error()),
                  "make room or choose another place; what stood there before is unchanged");
  }
}

ModelReport open_model(Session& session, const std::string& name) {
  return session.open(name, read_file(name));
}

std::string free_name(const std::string& name) {
  const fs::path path = path_of(name);
  fs::path candidate = path;
  std::error_code error;
  for (int number = 2; fs::exists(fs::symlink_status(candidate, error)); ++number) {
    candidate = path;
    candidate.replace_filename(path.stem());
    candidate += "-" + std::to_string(number);
    candidate += path.extension();
  }
  return name_of(candidate);
}

bool same_file(const std::string& one, const std::string& other) {
  std::error_code error;
  return fs::equivalent(path_of(one), path_of(other), error);
}

}  // namespace glassgpt
