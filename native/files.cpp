#include "native/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "native/activity.h"
#include "native/failure.h"
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

/// All bytes of an open file, reading to its end. @param size  that it is expected to have
std::string read_to_end(std::FILE* file, std::uintmax_t size, Activity& activity) {
  constexpr std::size_t kPart = std::size_t{1} << 20U;
  std::string bytes;
  bytes.reserve(size);
  const auto part = std::make_unique<std::array<char, kPart>>();
  while (const std::size_t count = std::fread(part->data(), 1, kPart, file)) {
    bytes.append(part->data(), count);
    if (size > 0) activity.set_fraction(static_cast<double>(bytes.size()) / static_cast<double>(size));
  }
  return bytes;
}

}  // namespace

std::string read_file(const std::string& name) {
  const fs::path path = path_of(name);
  const std::uintmax_t size = check_readable(name, path);
  const auto fail = [&name](int error) {
    throw Error(name, "it cannot be read: " + std::generic_category().message(error), kMayReadIt);
  };
  Activity activity("reading", name);
  const std::unique_ptr<std::FILE, CloseFile> file(open_to_read(path));
  if (!file) fail(errno);
  return within_memory(name, [&] {
    std::string bytes = read_to_end(file.get(), size, activity);
    if (std::ferror(file.get()) != 0) fail(errno);
    return bytes;
  });
}

Dataset read_datasets(const std::vector<std::string>& names) {
  Dataset all;
  for (const std::string& name : names) {
    const std::string bytes = read_file(name);
    const Activity activity("reading", name);
    append(all, within_memory(name, [&] { return read_dataset(name, bytes); }));
  }
  return all;
}

void fail_for_memory(std::string_view name) {
  throw Failure(name, "it does not fit into the memory that this program can have",
                "free some of it, or take a smaller file");
}

}  // namespace glassgpt
