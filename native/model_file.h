#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/session.h"

namespace glassgpt {

/// A file as it stood at a time. Two looks that give the same have found the same file, and nobody wrote it in between.
struct FileState {
  bool exists = false;
  std::uintmax_t size = 0;
  std::filesystem::file_time_type written;

  friend bool operator==(const FileState&, const FileState&) = default;
};

FileState file_state(const std::string& name);

/// Whether a file holds something.
inline bool holds_something(const FileState& state) {
  return state.exists && state.size > 0;
}

/// Finds out now whether a model file can be written there later: nobody should train for an hour in vain. Removes what
/// programs that ended in the middle of saving have left beside it.
/// @param data    files that are still needed
/// @param opened  file that is opened as a model, and complained about there if it is none; may be empty
/// @throws Error if its ending is no checkpoint's, its folder does not exist or it cannot be written; or if it is one
///         of the data files, or what is there is neither a model nor empty
void check_model_target(const std::string& name, const std::vector<std::string>& data = {},
                        const std::string& opened = {});

/// About how many bytes a file of the open model will have, and no fewer.
std::uintmax_t model_file_size(Session& session, CheckpointFormat format, bool with_training);

/// Most bytes that a new file beside the named one can have.
std::uintmax_t room_beside(const std::string& name);

/// Saves the model, part by part, in the format of the file's ending, so that nobody ever finds half of it: beside the
/// target first, then renamed over it. If anything fails, the target stays as it was and nothing is left beside it.
/// @param expected  if given, nothing is written if the file is no longer that
/// @throws Failure if it cannot be written, or is not as expected
/// @throws Error as Session::next_part
void save_model(Session& session, const std::string& name, bool with_training,
                const std::optional<FileState>& expected = {});

/// Opens a model file. @throws Error as read_file and Session::open
ModelReport open_model(Session& session, const std::string& name);

/// The name itself, or, if there is such a file, the next free one: model.json, model-2.json, model-3.json, …
std::string free_name(const std::string& name);

/// Whether both names mean one file.
bool same_file(const std::string& one, const std::string& other);

}  // namespace glassgpt
