#pragma once

#include <cstddef>
#include <vector>

#include "../text/tokenizer.h"
#include "generation.h"
#include "sampling.h"

namespace glassgpt {

/// A token that may follow a text.
struct NextToken {
  TokenId id = 0;            ///< `</s>`, which ends the text, and `<unk>` too
  double probability = 0.0;  ///< the model's, at temperature 1
  double chance = 0.0;       ///< of being chosen, as TokenChance
  CutBy cut = CutBy::nothing;
};

/// What may follow a text that somebody continues token by token.
struct Choices {
  PromptReport prompt;                 ///< what was made of the prompt
  std::vector<GeneratedToken> chosen;  ///< what follows it so far, with the probabilities that the model gives it now
  bool ended = false;                  ///< with `</s>`: nothing follows
  std::vector<NextToken> next;         ///< the likeliest first, equal ones by id
  std::size_t kept = 0;                ///< tokens of the vocabulary that are not cut off
  /// What an answer takes here; it is the last of `next` if it is none of the likeliest.
  TokenId sampled = kEndId;
};

}  // namespace glassgpt
