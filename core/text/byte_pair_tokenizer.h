#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "byte_pairs.h"
#include "special_segments.h"
#include "tokenizer.h"
#include "tokenizer_builder.h"
#include "tokenizer_kinds.h"

namespace glassgpt {

/// The tokenizer of kind `byte-pair`: text as normalized() has it is cut by split_for_merging(), and within each
/// stretch the bytes' pairs are merged in the order in which they were learned. No text is unknown to it. `</s>` and
/// `<unk>` stay whole wherever they stand, and one space beside them belongs to them.
class BytePairTokenizer : public Tokenizer {
 public:
  /// @param tokens  by id
  /// @param merges  two tokens with a space between them each, in the order of their merging
  /// @param where   what an error names as the place of the tokens
  /// @throws Error unless the tokens are `<unk>`, `</s>` and all bytes, none twice, and each merge gives one of them
  BytePairTokenizer(std::vector<std::string> tokens, std::vector<std::string> merges, std::string_view where);

  [[nodiscard]] std::string_view kind() const override { return "byte-pair"; }
  [[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view where) const override;
  [[nodiscard]] Encoding encode(std::string_view text, std::string_view where) const override;
  /// Holds bytes back until they make a character.
  [[nodiscard]] std::unique_ptr<Detokenizer> detokenizer() const override;
  [[nodiscard]] bool is_punctuation(TokenId id) const override;
  [[nodiscard]] std::vector<std::span<const std::string>> fields() const override { return {tokens(), merges_}; }

 private:
  /// What a pair becomes, and when.
  struct Merge {
    std::uint32_t rank = 0;
    TokenId token = 0;
  };

  void read_merge(std::size_t rank, std::string_view where);
  [[nodiscard]] const Merge* merge_of(TokenId a, TokenId b) const;
  void encode_stretch(std::string_view stretch, std::vector<TokenId>& ids) const;

  std::vector<std::string> merges_;
  std::unordered_map<std::string_view, TokenId> ids_;  ///< by token, which the base class keeps
  std::vector<TokenId> id_of_byte_;
  std::unordered_map<std::uint64_t, Merge> merge_of_;  ///< by pair
};

/// Learns the byte pairs of texts.
class BytePairBuilder : public TokenizerBuilder {
 public:
  void add(std::string_view text, std::string_view where) override;
  /// @param max_size  at least kLeastBytePairTokens
  [[nodiscard]] Result build(std::size_t max_size) const override;
};

/// The kind `byte-pair`.
TokenizerKind byte_pair_kind();

}  // namespace glassgpt
