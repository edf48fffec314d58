#include "native/exclusive_file.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <limits>
#include <thread>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

/// What became of a file that stood in the way.
enum class Left { gone, busy, failed };

#ifdef _WIN32

std::error_code last_error() {
  return {static_cast<int>(GetLastError()), std::system_category()};
}

/// Others may read the file and rename it, but not write it.
HANDLE open_handle(const fs::path& path, DWORD how) {
  constexpr DWORD kOthersMay = FILE_SHARE_READ | FILE_SHARE_DELETE;
  return CreateFileW(path.c_str(), GENERIC_WRITE | DELETE, kOthersMay, nullptr, how, FILE_ATTRIBUTE_NORMAL, nullptr);
}

std::FILE* create(const fs::path& path, std::error_code& error) {
  HANDLE handle = open_handle(path, CREATE_NEW);
  if (handle == INVALID_HANDLE_VALUE) {
    error = last_error();
    return nullptr;
  }
  error.clear();
  const int descriptor = _open_osfhandle(std::bit_cast<std::intptr_t>(handle), _O_BINARY);
  return _fdopen(descriptor, "wb");
}

bool exists_already(const std::error_code& error) {
  return error.value() == ERROR_FILE_EXISTS || error.value() == ERROR_ALREADY_EXISTS;
}

Left remove_left(const fs::path& path, std::error_code& error) {
  HANDLE handle = open_handle(path, OPEN_EXISTING);
  if (handle == INVALID_HANDLE_VALUE) {
    error = last_error();
    if (error.value() == ERROR_FILE_NOT_FOUND) return Left::gone;
    return error.value() == ERROR_SHARING_VIOLATION ? Left::busy : Left::failed;
  }
  const bool removed = DeleteFileW(path.c_str()) != 0;
  error = removed ? std::error_code() : last_error();
  CloseHandle(handle);
  return removed ? Left::gone : Left::failed;
}

#else

std::error_code last_error() {
  return {errno, std::generic_category()};
}

enum class Lock { ours, of_another, unknown };

/// Takes the file's lock without waiting. The system takes it back when the file is closed, or the process ends.
Lock lock(int descriptor) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return Lock::ours;
  return errno == EWOULDBLOCK ? Lock::of_another : Lock::unknown;
}

/// Whether the path still leads to the open file: another process may have removed or renamed it before it was locked.
bool leads_to(const fs::path& path, int descriptor) {
  struct stat opened {};
  struct stat found {};
  return fstat(descriptor, &opened) == 0 && lstat(path.c_str(), &found) == 0 && opened.st_dev == found.st_dev &&
         opened.st_ino == found.st_ino;
}

std::FILE* create(const fs::path& path, std::error_code& error) {
  constexpr mode_t kForAll = 0666;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kForAll);
  if (descriptor < 0) {
    error = last_error();
    return nullptr;
  }
  error.clear();
  // Another process may take the file for one that was left, before it is locked.
  if (lock(descriptor) == Lock::of_another || !leads_to(path, descriptor)) {
    error = std::make_error_code(std::errc::file_exists);
    close(descriptor);
    return nullptr;
  }
  return fdopen(descriptor, "wb");
}

bool exists_already(const std::error_code& error) {
  return error == std::errc::file_exists;
}

Left remove_left(const fs::path& path, std::error_code& error) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) {
    error = last_error();
    return error == std::errc::no_such_file_or_directory ? Left::gone : Left::failed;
  }
  const Lock state = lock(descriptor);
  Left left = Left::busy;
  const bool is_stale = state == Lock::ours || (state == Lock::unknown && is_old_file(path));
  if (is_stale && leads_to(path, descriptor)) {  // if it is another file by now, that one has to be looked at
    left = unlink(path.c_str()) == 0 ? Left::gone : Left::failed;
    if (left == Left::failed) error = last_error();
  }
  close(descriptor);
  return left;
}

#endif

}  // namespace

std::FILE* create_exclusive_file(const fs::path& path, std::error_code& error) {
  constexpr std::chrono::seconds kPatience{10};
  constexpr std::chrono::milliseconds kPause{20};
  const auto begin = std::chrono::steady_clock::now();
  while (true) {
    if (std::FILE* file = create(path, error)) return file;
    if (!exists_already(error)) return nullptr;
    switch (remove_left(path, error)) {
      case Left::gone:
        continue;
      case Left::failed:
        return nullptr;
      case Left::busy:
        break;
    }
    if (std::chrono::steady_clock::now() - begin > kPatience) {
      error = std::make_error_code(std::errc::device_or_resource_busy);
      return nullptr;
    }
    std::this_thread::sleep_for(kPause);
  }
}

bool remove_left_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(fs::symlink_status(path, error)) && remove_left(path, error) == Left::gone;
}

bool is_old_file(const fs::path& path) {
  constexpr std::chrono::minutes kOld{10};
  std::error_code error;
  const fs::file_time_type written = fs::last_write_time(path, error);
  return !error && fs::file_time_type::clock::now() - written > kOld;
}

#ifdef _WIN32

bool flush_to_disk(std::FILE* file) {
  return std::fflush(file) == 0 && _commit(_fileno(file)) == 0;
}

void flush_folder_to_disk(const fs::path& /*folder*/) {}

#else

bool flush_to_disk(std::FILE* file) {
  return std::fflush(file) == 0 && fsync(fileno(file)) == 0;
}

void flush_folder_to_disk(const fs::path& folder) {
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

#endif

std::uintmax_t room_for_file(const fs::path& folder) {
  std::uintmax_t room = std::numeric_limits<std::uintmax_t>::max();
  std::error_code error;
  const fs::space_info space = fs::space(folder.empty() ? "." : folder, error);
  // Some file systems say nothing, and have a capacity of 0.
  if (!error && space.capacity > 0) room = space.available;
#ifndef _WIN32
  rlimit limit{};
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    room = std::min<std::uintmax_t>(room, limit.rlim_cur);
  }
#endif
  return room;
}

}  // namespace glassgpt
