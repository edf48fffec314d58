#pragma once

#include <string_view>

/// The datasets that are part of the program. The build generates their definitions from data/.
namespace glassgpt::bundled {

/// data/facts.json, byte for byte.
std::string_view facts_json();

/// data/chats.json, byte for byte.
std::string_view chats_json();

/// data/stories.txt, byte for byte.
std::string_view stories_txt();

}  // namespace glassgpt::bundled
