#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tokenizer.h"

namespace glassgpt {

/// Cuts texts that are longer than the context into successive pieces.
///
/// A piece begins with the last token of the one before, which it only reads: so every token of the text but its first
/// is predicted once, and no piece but the last ends in `</s>`, where the text goes on. It is cut behind the last token
/// in its second half that ends a sentence, else where the context is full; and so that the last piece is at least half
/// as long as the context.
class TextCutter {
 public:
  /// @param tokenizer  to outlive it
  TextCutter(const Tokenizer& tokenizer, int max_seq_len);

  /// Most tokens of a piece: max_seq_len + 1, because the last one is only a target.
  [[nodiscard]] std::size_t most_tokens() const { return longest_; }

  /// Tokens of the first piece of what is left of a text, if more of it can follow than is there; 0 if that depends on
  /// what follows.
  /// @param rest  what is left, from the last token of the piece before on
  /// @param is_all  whether nothing follows
  [[nodiscard]] std::size_t first_piece(std::span<const TokenId> rest, bool is_all);

 private:
  [[nodiscard]] bool ends_sentence(TokenId id, TokenId next);
  void look_at_tokens();

  const Tokenizer* tokenizer_;
  std::size_t longest_;
  // Of each token; empty until a text is to be cut.
  std::vector<std::uint8_t> ends_sentence_;
  std::vector<std::uint8_t> begins_with_digit_;
};

}  // namespace glassgpt
