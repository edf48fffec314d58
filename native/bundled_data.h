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

/// Those of data/de/ and data/es/, without stories: every byte takes time to compile.
std::string_view facts_de_json();
std::string_view chats_de_json();
std::string_view facts_es_json();
std::string_view chats_es_json();

}  // namespace glassgpt::bundled
