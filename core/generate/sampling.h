#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "../base/rng.h"
#include "../text/tokenizer.h"

namespace glassgpt {

/// How the next token is chosen from the probabilities.
struct SamplingOptions {
  double temperature = 0.0;  ///< 0: greedy, the likeliest token; else logits are divided by it before the softmax
  int top_k = 0;             ///< only the k likeliest tokens; 0: all
  double top_p = 1.0;        ///< only the likeliest tokens that together reach this probability (nucleus sampling)
  std::uint64_t seed = 1;    ///< of the choices; greedy ones need none

  /// Whether all are the same.
  bool operator==(const SamplingOptions&) const = default;
};

/// Throws Error unless temperature is finite and at least 0, top_k at least 0 and top_p in (0, 1].
/// @param where  what the error names as the place
void check_sampling(const SamplingOptions& options, std::string_view where);

/// A token, and a number that is the larger the likelier it is.
struct Candidate {
  TokenId id = 0;
  double weight = 0.0;
};

/// Brings the heaviest candidates to the front, so many of them, the heaviest first, equal ones by id, so that the
/// order does not depend on the sort.
void bring_heaviest_first(std::span<Candidate> candidates, std::size_t count);

/// Chooses tokens, seeded: the same logits in the same order give the same tokens.
class Sampler {
 public:
  /// @param options  that check_sampling accepts
  explicit Sampler(const SamplingOptions& options);

  /// Chooses the token that follows. @param logits  [V], finite
  TokenId sample(std::span<const float> logits);

 private:
  void order(std::size_t count);

  SamplingOptions options_;
  Rng rng_;
  std::vector<Candidate> candidates_;  ///< of all tokens
  std::size_t ordered_ = 0;            ///< how many of them are in order, the likeliest first
};

/// The token of the largest logit, the first of equal ones; of logits that are no numbers, any that there is.
TokenId argmax(std::span<const float> logits);

}  // namespace glassgpt
