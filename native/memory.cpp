#include "native/memory.h"

#include <algorithm>

#include "native/failure.h"
#include "native/files.h"
#include "native/output.h"

#ifdef __linux__
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#endif

namespace glassgpt {

#ifdef __linux__

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kBytesOfKilobyte = 1024;

/// The number behind a word of a file's lines, or nothing.
std::optional<std::uintmax_t> number_after(const fs::path& path, std::string_view word) {
  std::ifstream file(path);
  std::string found;
  while (file >> found) {
    std::uintmax_t number = 0;
    if (found == word && file >> number) return number;
  }
  return std::nullopt;
}

/// A file's first number; nothing if there is none, as in `max`.
std::optional<std::uintmax_t> number_in(const fs::path& path) {
  std::ifstream file(path);
  std::uintmax_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt;
}

std::uintmax_t difference(std::uintmax_t limit, std::uintmax_t used) {
  return limit - std::min(limit, used);
}

/// How the files of a version of control groups are named.
struct GroupFiles {
  std::string_view controller;  ///< in /proc/self/cgroup, between colons
  std::string_view root;
  std::string_view limit;
  std::string_view used;
  std::string_view cached;  ///< in memory.stat: what the system can take back
};

constexpr GroupFiles kGroupFiles[] = {
    {"::", "/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"},
    {":memory:", "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
};

/// Of a group and those that it is in. @param path  as /proc/self/cgroup has it
std::uintmax_t room_in_groups(const GroupFiles& files, const fs::path& path, std::uintmax_t room) {
  for (fs::path group = path;; group = group.parent_path()) {
    const fs::path folder = std::string(files.root) + group.string();
    const auto limit = number_in(folder / files.limit);
    const auto used = number_in(folder / files.used);
    if (limit && used) {
      const std::uintmax_t cached = number_after(folder / "memory.stat", files.cached).value_or(0);
      room = std::min(room, difference(*limit, difference(*used, cached)));
    }
    if (!group.has_relative_path()) return room;
  }
}

std::uintmax_t room_by_limit(decltype(RLIMIT_AS) which, std::string_view used, std::uintmax_t room) {
  rlimit limit{};
  if (getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return room;
  const auto kilobytes = number_after("/proc/self/status", used);
  return kilobytes ? std::min<std::uintmax_t>(room, difference(limit.rlim_cur, *kilobytes * kBytesOfKilobyte)) : room;
}

}  // namespace

std::optional<std::uintmax_t> available_memory() {
  const auto kilobytes = number_after("/proc/meminfo", "MemAvailable:");
  if (!kilobytes) return std::nullopt;
  std::uintmax_t room = (*kilobytes + number_after("/proc/meminfo", "SwapFree:").value_or(0)) * kBytesOfKilobyte;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    for (const GroupFiles& files : kGroupFiles) {
      const std::size_t place = line.find(files.controller);
      if (place != std::string::npos) {
        room = room_in_groups(files, line.substr(place + files.controller.size()), room);
      }
    }
  }
  return room_by_limit(RLIMIT_AS, "VmSize:", room_by_limit(RLIMIT_DATA, "VmData:", room));
}

#else

std::optional<std::uintmax_t> available_memory() {
  return std::nullopt;
}

#endif

void MemoryWatch::check_file(std::uintmax_t size) const {
  if (room_ && size / 2 > *room_) fail(size);
}

void MemoryWatch::check(std::uintmax_t done, std::uintmax_t all) {
  constexpr std::uintmax_t kBytesBetweenLooks = 16'000'000;
  constexpr std::uintmax_t kLeastRoom = 24'000'000;
  done_ = done;
  all_ = all;
  if (!room_ || done < looked_at_ + kBytesBetweenLooks) return;
  looked_at_ = done;
  if (available_memory().value_or(kLeastRoom) < kLeastRoom) give_up();
}

/// All that there was is used up by what is done.
void MemoryWatch::give_up() const {
  if (!room_ || done_ == 0) fail_for_memory(name_);
  const double more = static_cast<double>(std::max(all_, done_)) / static_cast<double>(done_);
  fail(static_cast<std::uintmax_t>(static_cast<double>(*room_) * more));
}

void MemoryWatch::fail(std::uintmax_t needed) const {
  throw Failure(name_,
                "it needs about " + size_text(needed) + " of memory, and this program can have " + size_text(*room_),
                "take a part of it, or a machine with more memory");
}

}  // namespace glassgpt
