#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../base/executor.h"
#include "../model/decoder.h"
#include "../model/model.h"
#include "../text/tokenizer.h"
#include "continuation.h"

namespace glassgpt {

/// Continues many prompts together, each to the text that a Generator gives it alone: the same tokens with the same
/// probabilities, bit for bit, whatever else is continued beside it. Prompts come and go between any two passes.
class BatchGenerator {
 public:
  /// Number of a place, from 0, in which one prompt at a time is continued.
  using Place = std::size_t;

  /// @param model, tokenizer  have to outlive the generator
  /// @param places  most prompts at once, at least 1. The keys and values of all have their memory from here on, which
  ///                later prompts use again: for each place, layers * 2 * max_seq_len * embedding_dim floats, with
  ///                max_seq_len rounded up to 16
  /// @param executor  threads among which the prompts are divided
  /// @throws std::bad_alloc if that is more than there is
  BatchGenerator(const Model<float>& model, const Tokenizer& tokenizer, std::size_t places, Executor executor = {});

  /// Places without a prompt.
  [[nodiscard]] std::size_t free() const { return free_; }

  /// Begins to continue a prompt in a free place.
  /// @param notes  what else a person should know about the prompt
  /// @throws Error if the prompt is not UTF-8 or an option is out of range; the place stays free then
  /// @throws std::logic_error if no place is free
  Place add(std::string_view prompt, const GenerationOptions& options, std::vector<Message> notes = {});

  /// Ends a prompt, whether or not it has been continued to its end. Its place is free at once.
  void remove(Place place);

  /// What was made of a prompt. Valid until it is removed.
  [[nodiscard]] const PromptReport& prompt(Place place) const { return at(place).prompt(); }

  /// How sure the model was of the tokens so far. Valid until the prompt is removed.
  [[nodiscard]] const Confidence& confidence(Place place) const { return at(place).confidence(); }

  /// What became of a prompt in a pass.
  struct Said {
    Place place = 0;                      ///< the prompt's
    std::optional<GeneratedToken> token;  ///< its next token; none at its end
    StopReason stop = StopReason::none;   ///< why it ended
  };

  /// Makes one pass: each prompt that has not ended gets its next token, unless there is more of it to read before.
  /// Long prompts are read in pieces, few in a pass, in the order in which they came, so that they do not hold up the
  /// others. A prompt that ends says so, once, in the same pass as its last token or as the `</s>`; its place stays
  /// taken until it is removed.
  /// @return valid until the next call; empty if nothing goes on, or if all that does is still being read
  std::span<const Said> next();

 private:
  /// Prompts that one thread continues.
  struct Group {
    Group(const Model<float>& model, std::size_t places);

    void pass();

    Decoder<float> decoder;
    std::vector<std::optional<Continuation>> continuations;  ///< by place in the decoder
    std::vector<std::size_t> taken;                          ///< those places that have one, in the order they came
    std::vector<Decoder<float>::Piece> pieces;               ///< of the pass
    std::vector<Said> said;                                  ///< in the pass, by place in the decoder
  };

  [[nodiscard]] Group& group_of(Place place) { return groups_[place % groups_.size()]; }
  [[nodiscard]] std::size_t within_group(Place place) const { return place / groups_.size(); }
  [[nodiscard]] const Continuation& at(Place place) const {
    return *groups_[place % groups_.size()].continuations[within_group(place)];
  }

  const Tokenizer* tokenizer_;
  Index context_;
  Executor executor_;
  std::vector<Group> groups_;      ///< places are dealt out to them in turns
  std::vector<std::size_t> busy_;  ///< those of the pass
  std::size_t free_;
  std::vector<Said> said_;
};

}  // namespace glassgpt
