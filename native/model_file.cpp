#include "native/model_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "native/activity.h"
#include "native/exclusive_file.h"
#include "native/failure.h"
#include "native/files.h"
#include "native/output.h"
#include "native/platform.h"
#include "native/temporary_file.h"

namespace glassgpt {

namespace {

namespace fs = std::filesystem;

/// Where a name leads: a link stays a link when the file behind it is replaced.
fs::path resolved(const std::string& name) {
  std::error_code error;
  fs::path path = path_of(name);
  if (fs::is_symlink(path, error)) path = fs::weakly_canonical(path, error);
  return path;
}

/// Why a file cannot be written, in words.
std::string reason(const std::error_code& error) {
  if (error == std::errc::device_or_resource_busy) return "another program is saving it right now";
  return "it cannot be written: " + error.message();
}

bool is_model(const std::string& name) {
  constexpr std::size_t kHead = 1024;
  std::array<char, kHead> head{};
  std::ifstream stream(path_of(name), std::ios::binary);
  stream.read(head.data(), head.size());
  const CheckpointHead found = checkpoint_head({head.data(), static_cast<std::size_t>(stream.gcount())});
  if (found != CheckpointHead::possible) return found == CheckpointHead::certain;
  try {
    static_cast<void>(read_checkpoint(name, read_file(name)));
  } catch (const Error&) {
    return false;
  }
  return true;
}

void check_folder(const std::string& name, const fs::path& target) {
  const fs::path folder = target.parent_path();
  if (folder.empty()) return;
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (fs::is_directory(status)) return;
  if (fs::exists(status)) throw Error(name, name_of(folder) + " is no folder", "choose a folder");
  if (status.type() == fs::file_type::not_found) {
    throw Error(name, "there is no folder " + name_of(folder), "make it or choose another one");
  }
  throw Error(name, "its folder cannot be looked into: " + error.message(), "choose another one");
}

/// Refuses to replace what is there, unless it is a model or holds nothing.
void check_replaceable(const std::string& name, const fs::path& target) {
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) throw Error(name, "it is a folder", "name a file in it");
  if (!fs::exists(status)) return;
  if (!fs::is_regular_file(status)) throw Error(name, "it is no file that can be replaced", "choose another name");
  if (fs::file_size(target, error) > 0 && !is_model(name)) {
    throw Error(name, "what is there is no GlassGPT model, and saving would replace it",
                "choose another name, or move it away first");
  }
}

void tell_left_files(const fs::path& target) {
  const LeftFiles left = remove_left_files(target);
  if (left.count == 0) return;
  log_note("removed " + counted(left.count, "unfinished file") + " (" + size_text(left.bytes) +
           ") that broken-off saving had left beside " + name_of(target.filename()));
}

}  // namespace

FileState file_state(const std::string& name) {
  const fs::path path = resolved(name);
  std::error_code error;
  FileState state;
  state.exists = fs::exists(path, error);
  if (!state.exists) return state;
  state.size = fs::file_size(path, error);
  state.written = fs::last_write_time(path, error);
  return state;
}

void check_model_target(const std::string& name, const std::vector<std::string>& data, const std::string& opened) {
  static_cast<void>(checkpoint_format(name));
  const fs::path target = resolved(name);
  check_folder(name, target);
  const auto is_target = [&](const std::string& file) { return same_file(file, name); };
  if (const auto found = std::find_if(data.begin(), data.end(), is_target); found != data.end()) {
    throw Error(name, "it is the data " + (*found == name ? "that is read" : "that is read as " + *found),
                "choose another file for the model");
  }
  if (!same_file(name, opened)) check_replaceable(name, target);
  tell_left_files(target);
  if (const TemporaryFile trial(target); trial.error()) {
    throw Error(name, reason(trial.error()), "choose a folder in which you may make files");
  }
}

std::uintmax_t model_file_size(Session& session, CheckpointFormat format, bool with_training) {
  // Of a weight: four bytes, or up to so many digits with what stands between them; its two moments are base64.
  constexpr std::uintmax_t kBinary = 4;
  constexpr std::uintmax_t kDecimal = 15;
  constexpr std::uintmax_t kTwoMomentsInBase64 = 11;
  constexpr std::uintmax_t kAroundToken = 12;
  constexpr std::uintmax_t kRest = 16'384;
  const std::uintmax_t parameters = session.parameters().size();
  std::uintmax_t size = kRest;
  for (const std::string& token : session.tokenizer().tokens()) size += kAroundToken + 2 * token.size();
  return size + parameters * ((format == CheckpointFormat::json ? kDecimal : kBinary) +
                              (with_training ? kTwoMomentsInBase64 : 0));
}

std::uintmax_t room_beside(const std::string& name) {
  return room_for_file(resolved(name).parent_path());
}

void save_model(Session& session, const std::string& name, bool with_training,
                const std::optional<FileState>& expected) {
  const CheckpointFormat format = checkpoint_format(name);
  Activity activity("saving", name);
  const auto size = static_cast<double>(model_file_size(session, format, with_training));
  session.begin_save(format, with_training);
  TemporaryFile temporary(resolved(name));
  double written = 0;
  while (const std::optional<std::string> part = session.next_part()) {
    temporary.write(*part);
    if (temporary.error()) break;
    written += static_cast<double>(part->size());
    activity.set_fraction(written / size);
  }
  if (expected && file_state(name) != *expected) {
    throw Failure(name, "another program has written it since", "choose another name; what it wrote is unchanged");
  }
  temporary.replace_target();
  if (temporary.error()) {
    throw Failure(name, reason(temporary.error()),
                  "make room or choose another place; what stood there before is unchanged");
  }
}

ModelReport open_model(Session& session, const std::string& name) {
  const std::string bytes = read_file(name);
  const Activity activity("opening", name);
  return within_memory(name, [&] { return session.open(name, bytes); });
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
