#include "native/files.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "core/base/error.h"
#include "native/activity.h"
#include "native/failure.h"
#include "native/memory.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMayReadIt = "check that you may read it";

/// @return the file's size, or 0 if it has none, like a pipe
std::uintmax_t check_readable(const std::string& name, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw Error(name, "there is no such file", "check the name and the folder");
  }
  if (!fs::exists(status)) throw Error(name, "it cannot be looked at: " + error.message(), kMayReadIt);
  if (fs::is_directory(status)) throw Error(name, "it is a folder", "name a file in it");
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A file that is read once, from its beginning to its end. @throws Error as read_file
class FileReader {
 public:
  /// Bytes that are read at once.
  static constexpr std::size_t kPart = std::size_t{1} << 20U;

  /// @param activity  told how far it is
  FileReader(const std::string& name, Activity& activity) : name_(name), activity_(activity) {
    const fs::path path = path_of(name);
    size_ = check_readable(name, path);
    file_.reset(open_to_read(path));
    if (!file_) fail(errno);
    memory_.check_file(size_);
  }

  [[nodiscard]] MemoryWatch& memory() { return memory_; }
  /// Bytes that the file is expected to have; 0 if nobody knows.
  [[nodiscard]] std::uintmax_t size() const { return size_; }

  /// Adds the next bytes. @return whether there were any
  bool read(std::string& bytes) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPart);
    const std::size_t count = std::fread(bytes.data() + before, 1, kPart, file_.get());
    bytes.resize(before + count);
    if (std::ferror(file_.get()) != 0) fail(errno);
    done_ += count;
    activity_.set_bytes(done_, size_);
    memory_.check(done_, size_);
    return count > 0;
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw Error(name_, "it cannot be read: " + std::generic_category().message(error), kMayReadIt);
  }

  const std::string& name_;
  Activity& activity_;
  MemoryWatch memory_{name_};
  std::uintmax_t size_ = 0;
  std::uintmax_t done_ = 0;
  std::unique_ptr<std::FILE, CloseFile> file_;
};

}  // namespace

std::string read_file(const std::string& name) {
  Activity activity("reading", name);
  FileReader file(name, activity);
  return within_memory(name, [&] {
    std::string bytes;
    bytes.reserve(file.size() + FileReader::kPart);
    while (file.read(bytes)) {
    }
    return bytes;
  });
}

Dataset read_datasets(const std::vector<std::string>& names) {
  Dataset all;
  for (const std::string& name : names) {
    Activity activity("reading", name);
    FileReader file(name, activity);
    const auto read = [&](std::string& bytes) { return file.read(bytes); };
    append(all, file.memory().within([&] { return read_dataset(name, read); }));
  }
  return all;
}

void fail_for_memory(std::string_view name) {
  throw Failure(name, "it does not fit into the memory that this program can have",
                "free some of it, or take a part of the file");
}

}  // namespace glassgpt
