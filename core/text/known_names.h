#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// Which of a record's columns or members hold what, as places in the list of their names.
struct KnownFields {
  std::optional<std::size_t> prompt;    ///< what the user says
  std::optional<std::size_t> addition;  ///< what the prompt is about, which belongs behind it
  std::optional<std::size_t> answer;    ///< what the assistant replies
  std::optional<std::size_t> text;      ///< running text; only if there is no prompt with an answer

  /// Whether there is a prompt with an answer.
  [[nodiscard]] bool is_chat() const { return prompt && answer; }
};

/// Whether it is that name, whatever its case in ASCII and the white space around it.
/// @param known  in lower case
bool is_name(std::string_view name, std::string_view known);

/// The fields that are known by their names, in whatever order they stand.
KnownFields known_fields(const std::vector<std::string>& names);

/// Of a record that has only half of a known pair, the name of the other half; else nothing.
std::string_view missing_half(const std::vector<std::string>& names);

/// Whether a member of this name holds the messages of a chat, if it is an array.
bool is_messages_name(std::string_view name);

/// Whether a member of this name holds all examples of a file, if it is an array in the outermost object.
bool is_examples_name(std::string_view name);

/// Who speaks in a message of a chat.
enum class Speaker { user, assistant, system, tool };

/// @param role  as the message has it
/// @return nothing if it is not known
std::optional<Speaker> speaker_named(std::string_view role);

/// Whether a member of this name says who speaks in a message of a chat.
bool is_role_name(std::string_view name);

/// Whether a member of this name holds what is said in it.
bool is_content_name(std::string_view name);

}  // namespace glassgpt
