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

/// What keeps a token from being chosen: nothing, that a greedy choice takes another one, top-k or top-p.
enum class CutBy { nothing, greedy, top_k, top_p };

/// A token that may follow, and how likely it is to be chosen.
struct TokenChance {
  TokenId id = 0;
  double chance = 0.0;  ///< what the temperature makes of its probability, among the tokens that are not cut off
  CutBy cut = CutBy::nothing;
};

/// What a Sampler chooses from.
struct Chances {
  std::vector<TokenChance> likeliest;  ///< the likeliest first, equal ones by id
  std::size_t kept = 0;                ///< tokens of the vocabulary that are not cut off
};

/// Chooses tokens, seeded: the same logits in the same order give the same tokens.
class Sampler {
 public:
  /// @param options  that check_sampling accepts
  explicit Sampler(const SamplingOptions& options);

  /// Chooses the token that follows. @param logits  [V], finite
  TokenId sample(std::span<const float> logits);

  /// What sample() would choose from. It chooses nothing. @param logits  [V], finite
  /// @param count  most tokens to tell of, those that are cut off among them
  Chances chances(std::span<const float> logits, std::size_t count);

  /// Goes on as if so many tokens had been chosen.
  void skip(std::size_t choices);

 private:
  void order(std::size_t count);
  void weigh(std::span<const float> logits, TokenId likeliest);

  SamplingOptions options_;
  Rng rng_;
  std::vector<Candidate> candidates_;  ///< of all tokens
  std::size_t ordered_ = 0;            ///< how many of them are in order, the likeliest first
  std::size_t in_top_k_ = 0;           ///< how many of them top-k keeps
  std::size_t kept_ = 0;               ///< how many of those top-p keeps
  double total_ = 0;                   ///< weight of these
};

/// The token of the largest logit, the first of equal ones; of logits that are no numbers, any that there is.
TokenId argmax(std::span<const float> logits);

}  // namespace glassgpt
