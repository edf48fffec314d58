#include "checkpoint.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "../text/ascii.h"
#include "checkpoint_formats.h"
#include "model_json.h"

namespace glassgpt {

namespace {

/// JSON begins with a brace and has no zero byte; a length of 8 bytes has, unless it is beyond any file's.
bool begins_like_json(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.substr(0, 8).find('\0') != std::string_view::npos) return false;
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '{';
}

bool begins_like_safetensors(std::string_view bytes) {
  return bytes.size() > 8 && bytes[8] == '{';
}

/// Whether a field `format` is ours. In a string, its quotes would have backslashes.
bool says_format(std::string_view head) {
  constexpr std::string_view kField = "\"format\"";
  const std::size_t field = head.find(kField);
  if (field == std::string_view::npos) return false;
  head.remove_prefix(field + kField.size());
  const auto skip_space = [&head] { head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size())); };
  skip_space();
  if (!head.starts_with(':')) return false;
  head.remove_prefix(1);
  skip_space();
  return head.starts_with('"' + std::string(kFormatName) + '"');
}

}  // namespace

CheckpointFormat checkpoint_format(std::string_view name) {
  if (has_extension(name, ".json")) return CheckpointFormat::json;
  if (has_extension(name, ".safetensors")) return CheckpointFormat::safetensors;
  Place(name).fail(words::not_a_model_name, words::name_model_file);
}

CheckpointHead checkpoint_head(std::string_view head) {
  if (!begins_like_json(head) && !begins_like_safetensors(head)) return CheckpointHead::none;
  return says_format(head) ? CheckpointHead::certain : CheckpointHead::possible;
}

Checkpoint read_checkpoint(std::string_view name, std::string_view bytes) {
  const Place file(name);
  if (bytes.empty()) file.fail(words::file_empty, words::open_saved_file);
  if (begins_like_json(bytes)) return read_json(file, bytes);
  if (begins_like_safetensors(bytes)) return read_safetensors(file, bytes);
  file.fail(words::not_a_model, words::open_saved_file);
}

}  // namespace glassgpt
