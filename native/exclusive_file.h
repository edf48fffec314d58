#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace glassgpt {

/// Makes a new, empty file that no other program writes as long as this one has it open. What a program that has ended
/// left at the same place is removed first. What another one has open is waited for, up to ten seconds.
///
/// Whether a program has ended the system itself knows: it takes back the lock on the file, however the program ended.
/// Where a file system has no locks, a file that was not written for ten minutes counts as left.
/// @return null, with the error set, if it cannot be made; device_or_resource_busy if another program has it open
std::FILE* create_exclusive_file(const std::filesystem::path& path, std::error_code& error);

/// Removes what create_exclusive_file() made in a program that has ended since.
/// @return whether there was such a file, and it is gone
bool remove_left_file(const std::filesystem::path& path);

/// Whether a file was not written for ten minutes.
bool is_old_file(const std::filesystem::path& path);

/// Hands what was written to the file to the disk itself. @return whether it arrived
bool flush_to_disk(std::FILE* file);

/// Hands what was renamed in a folder to the disk itself, as far as the system can do that.
void flush_folder_to_disk(const std::filesystem::path& folder);

/// Most bytes that a new file in the folder can have: the room on its disk, and what the system lets this process
/// write. The greatest number if nobody knows.
std::uintmax_t room_for_file(const std::filesystem::path& folder);

}  // namespace glassgpt
