#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../math/view.h"
#include "../text/tokenizer.h"
#include "generation.h"
#include "sampling.h"

namespace glassgpt {

/// A prompt and what follows it, without the model: what is to be read next, and what becomes of the logits. Whoever
/// has the model reads piece after piece until a token is chosen, and again, until it has ended.
class Continuation {
 public:
  /// Most tokens of a piece. A long prompt is read in several passes, between which others' tokens are generated. The
  /// pieces are the same whoever reads them, so that the logits are, too.
  static constexpr std::size_t kMostOfPiece = 64;

  /// @param tokenizer  has to outlive it
  /// @param context  most tokens that the model looks at
  /// @param notes  what else a person should know about the prompt
  /// @throws Error if the prompt is not UTF-8 or an option is out of range
  Continuation(const Tokenizer& tokenizer, Index context, std::string_view prompt, const GenerationOptions& options,
               std::vector<Message> notes);

  /// What was made of the prompt.
  [[nodiscard]] const PromptReport& prompt() const { return report_; }
  /// How sure the model was of the tokens so far.
  [[nodiscard]] const Confidence& confidence() const { return confidence_; }
  /// Why it has ended; none before that.
  [[nodiscard]] StopReason stop_reason() const { return stop_; }

  /// Whether a token is to come; if not, stop_reason() says why.
  bool goes_on();

  /// Makes room for what is to be read. When the context is full, the older half of it is forgotten.
  /// @param room  tokens that the cache still has room for
  /// @return whether there was none, so that the cache has to forget everything
  bool forgets(Index room);

  /// What the model is to read next. Valid until read().
  [[nodiscard]] std::span<const TokenId> piece() const;

  /// Takes note that the piece has been read, and if nothing is left to read, chooses the next token.
  /// @param logits  of the token that follows the piece [V]
  /// @return the next token; nothing if there is more to read before it, or at the end
  std::optional<GeneratedToken> read(std::span<const float> logits);

  // Likewise, where the next token may be somebody else's choice.

  /// Takes note that the piece has been read. The next token can be chosen once the next piece is empty.
  void note_read() { unread_ -= piece().size(); }
  /// Chooses it, and does not take it yet.
  TokenId sample(std::span<const float> logits) { return sampler_.sample(logits); }
  /// Goes on with a token. @param id  below V @param logits  that it was chosen by [V]
  /// @return nothing at the end, which `</s>` is
  std::optional<GeneratedToken> take(TokenId id, std::span<const float> logits);

 private:
  void read_prompt(std::string_view prompt, Index context);

  const Tokenizer* tokenizer_;
  Sampler sampler_;
  std::unique_ptr<Detokenizer> detokenizer_;
  PromptReport report_;
  Confidence confidence_;
  std::vector<TokenId> context_;  ///< what the model looks at; its last `unread_` tokens are not in the cache yet
  std::size_t unread_ = 0;
  int remaining_;
  int likeliest_;
  StopReason stop_ = StopReason::none;
};

}  // namespace glassgpt
