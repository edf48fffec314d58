#pragma once

#include <cstddef>
#include <memory>

#include "tokenizer.h"

namespace glassgpt {

/// A tokenizer with more tokens than the one that it came from.
struct VocabularyGrowth {
  std::shared_ptr<const Tokenizer> tokenizer;  ///< the old one, if nothing was added
  std::size_t added = 0;                       ///< tokens that stand behind the old ones
  std::size_t dropped = 0;                     ///< tokens for which there was no room
};

/// Whether tokens can be added to a tokenizer: to one whose vocabulary is a list of words or characters. A byte-pair
/// tokenizer is made of merges, and writes every text with the tokens that it has.
bool can_grow(const Tokenizer& tokenizer);

/// Adds tokens that it lacks behind those that it has, which keep their ids.
/// @param tokenizer  that can_grow()
/// @param wanted     a tokenizer of the same kind; its tokens are added in their order
/// @param max_size   most tokens in all
VocabularyGrowth grow(std::shared_ptr<const Tokenizer> tokenizer, const Tokenizer& wanted, std::size_t max_size);

}  // namespace glassgpt
