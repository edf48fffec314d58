#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../text/batch.h"
#include "activations.h"
#include "model.h"
#include "work_schedule.h"

namespace glassgpt {

/// Step-wise decoding of several sequences, each with a place of its own in a key/value cache: each token is computed
/// once, and attends to the cached keys and values of those before it. Gives the same logits as forward() over the
/// whole sequence.
///
/// What is computed of a sequence is the same, bit for bit, whatever the others are: every operation takes each row by
/// itself, or each sequence.
template <typename Real>
class Decoder {
 public:
  /// Tokens that a sequence goes on with.
  struct Piece {
    std::size_t place = 0;         ///< of the sequence
    std::span<const TokenId> ids;  ///< at least one, at most room(place), each below vocab_size
  };

  /// Its cache takes places * layers * 2 * max_seq_len * embedding_dim numbers, all of them from the beginning on.
  /// @param model   read at every call, and so to outlive the decoder; its sizes may not change
  /// @param places  most sequences at once
  /// @throws std::bad_alloc if the cache does not fit into memory
  explicit Decoder(const Model<Real>& model, std::size_t places = 1);

  /// Tokens in the cache of a place.
  [[nodiscard]] Index length(std::size_t place = 0) const { return lengths_[place]; }
  /// Tokens that still fit.
  [[nodiscard]] Index room(std::size_t place = 0) const { return model_->config.max_seq_len - length(place); }

  /// Forgets everything in a place.
  void reset(std::size_t place = 0) { lengths_[place] = 0; }

  /// Reads further tokens of some sequences, all in one pass.
  /// @param pieces  at least one, of different places
  /// @return logits of the token that follows each [pieces, V], valid until the next call
  MatrixView<const Real> append(std::span<const Piece> pieces);

  /// Likewise of the first place's sequence. @return [V]
  std::span<const Real> append(std::span<const TokenId> ids);

 private:
  const Model<Real>* model_;
  std::vector<Index> lengths_;     ///< by place
  Batch batch_;                    ///< the new tokens
  std::vector<Past> pasts_;        ///< by piece
  Activations<Real> activations_;  ///< of them, with the cache
  WorkSchedule schedule_;
};

}  // namespace glassgpt
