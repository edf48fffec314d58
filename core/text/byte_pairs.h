#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "piece_counts.h"
#include "tokenizer.h"

namespace glassgpt {

/// Cuts a text into the stretches within which byte pairs are merged: words with the space before them, runs of
/// punctuation and symbols likewise, and other white space. It is GPT-2's rule without its English contractions; as a
/// regular expression, tried from left to right:
///
///      ?[\p{L}\p{N}][\p{L}\p{M}\p{N}]*| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// @param text  well-formed UTF-8; the stretches point into it and are all of it
std::vector<std::string_view> split_for_merging(std::string_view text);

/// Two tokens that are made one.
using TokenPair = std::pair<TokenId, TokenId>;

/// Two tokens as a number, which is quick to find; the order is that of the ids.
using PairKey = std::uint64_t;

inline PairKey key_of(TokenId a, TokenId b) {
  return static_cast<PairKey>(a) << 32U | static_cast<std::uint32_t>(b);
}

/// What byte-pair encoding learned: tokens by id, as text_of_bytes() has them, and pairs in the order of their merging.
struct BytePairs {
  std::vector<std::string> tokens;  ///< `<unk>`, `</s>`, all bytes, and then one for each merge that made a new one
  std::vector<TokenPair> merges;    ///< of any two of the tokens before their own
};

/// Tokens that there are without a merge: the special ones, and all bytes.
inline constexpr std::size_t kLeastBytePairTokens = 2 + 256;

/// Learns merges (Sennrich et al., 2016, algorithm 1, on bytes): again and again, the pair of tokens that stands most
/// often side by side is made one, of equally frequent ones the one with the smaller ids.
///
/// The bytes' tokens are in the order of their characters. So are ids and merges those of the library `tokenizers` of
/// Hugging Face, with `<unk>` and `</s>` as its special tokens and all bytes as its alphabet.
///
/// @param counts  how often each stretch of split_for_merging() stands in the data
/// @param max_size  most tokens, at least kLeastBytePairTokens
/// @param least_count  how often a pair stands in the data at least to be merged
BytePairs learn_byte_pairs(const PieceCounts& counts, std::size_t max_size, std::size_t least_count);

}  // namespace glassgpt
