#pragma once

#include <span>

#include "../text/batch.h"
#include "activations.h"
#include "model.h"
#include "work_schedule.h"

namespace glassgpt {

/// Step-wise decoding with a key/value cache: each token is computed once, and attends to the cached keys and values
/// of those before it. Gives the same logits as forward() over the whole sequence.
template <typename Real>
class Decoder {
 public:
  /// @param model  read at every call, and so to outlive the decoder; its sizes may not change
  explicit Decoder(const Model<Real>& model);

  /// Tokens in the cache.
  [[nodiscard]] Index length() const { return length_; }
  /// Tokens that still fit.
  [[nodiscard]] Index room() const { return model_->config.max_seq_len - length_; }

  /// Forgets everything.
  void reset() { length_ = 0; }

  /// Reads further tokens, all in one pass.
  /// @param ids  at least one, at most room(), each below vocab_size
  /// @return logits of the token that follows [V], valid until the next call
  std::span<const Real> append(std::span<const TokenId> ids);

 private:
  const Model<Real>* model_;
  Index length_ = 0;
  Batch batch_;                    ///< the new tokens
  Activations<Real> activations_;  ///< of them, with the cache
  WorkSchedule schedule_;
};

}  // namespace glassgpt
