#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tokenizer.h"

namespace glassgpt {

/// A piece of text that a vocabulary lacks: `<unk>` to the model.
struct UnknownWord {
  std::string word;
  std::size_t occurrences = 0;
  std::string known;  ///< what may be meant by it, as known_spelling() finds it; empty if nothing is
};

/// The distinct ones of a text, in the order in which they come.
/// @param unknown  as Encoding::unknown
/// @param most  of them
std::vector<UnknownWord> unknown_words(const Tokenizer& tokenizer, const std::vector<std::string>& unknown,
                                       std::size_t most);

/// An example that has some.
struct UnknownExample {
  std::string text;  ///< its prompt, or if it has none, itself
  std::vector<UnknownWord> unknown;
};

/// What a vocabulary lacks of data that a model is trained on, and of what it is validated on.
struct UnknownReport {
  std::size_t words = 0;                 ///< distinct ones of the data to train on, what is held out included
  std::size_t tokens = 0;                ///< their occurrences
  std::vector<UnknownWord> frequent;     ///< the most frequent of them, ties in byte order
  std::size_t validated = 0;             ///< examples to validate on that have any, but for pieces of longer texts
  std::vector<UnknownExample> examples;  ///< the first of those
};

}  // namespace glassgpt
