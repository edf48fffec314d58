#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../math/view.h"
#include "../model/named_matrix.h"
#include "../model/parameters.h"
#include "../text/tokenizer.h"
#include "../train/adam.h"

namespace glassgpt {

template <typename Real>
struct Model;

/// One weight of a model.
struct WeightPlace {
  std::string tensor;  ///< its tensor's name in the parameter table
  Index row = 0;       ///< from 0; 0 in a vector
  Index col = 0;       ///< from 0
};

/// What Adam does with one weight: adam_update of a single number.
struct WeightUpdate {
  WeightPlace place;            ///< which weight
  float weight = 0;             ///< \f$ \theta \f$ before the step
  float gradient = 0;           ///< by backpropagation
  float clipped = 0;            ///< g, the gradient after clipping
  float first_before = 0;       ///< m before the step
  float second_before = 0;      ///< v before the step
  float first = 0;              ///< m after it
  float second = 0;             ///< v after it
  double first_corrected = 0;   ///< \f$ m / (1 - \beta_1^t) \f$
  double second_corrected = 0;  ///< \f$ v / (1 - \beta_2^t) \f$
  std::uint64_t step = 1;       ///< t
  double learning_rate = 0;     ///< \f$ \alpha \f$
  float new_weight = 0;         ///< \f$ \theta \f$ after the step
};

/// One training step of one example of T + 1 tokens, taken apart.
struct Dissection {
  std::vector<TokenId> ids;         ///< [T], inputs
  std::vector<TokenId> target_ids;  ///< [T], what follows each

  /// What each operation of the network computes, in its order: its inner values, then its outputs. `token_embedding`
  /// and `position_embedding`, the rows looked up, `embedded`; of each block i `blocks.i.query`, `.key`, `.value` [T,
  /// d],
  /// `.scores` \f$ q \cdot k / \sqrt{d / H} \f$ and `.attention`, their softmax [H T, T], head by head, `.mixed`,
  /// `.projected` (mixed W_O), `.sum1`, `.norm1` [T, d], `.up`, `.hidden` [T, h], `.ffn` (hidden W_2 + b_2), `.sum2`,
  /// `.out` [T, d]; `logits` and `probabilities` [T, V]. Scores of keys after their query are NaN.
  std::vector<NamedMatrix> forward;

  std::vector<float> losses;  ///< [T]: -log of the target's probability
  double loss = 0;            ///< their mean

  /// Gradients of the loss by what `forward` holds, under the same names, in the order in which the backward pass
  /// computes them. There is none of `probabilities`, because softmax and cross-entropy are one step backward. Of
  /// `.scores` and `.attention` those of keys after their query are NaN.
  std::vector<NamedMatrix> backward;

  std::vector<float> gradients;  ///< of the loss by every parameter, in the layout of the parameter table
  double grad_norm = 0;          ///< their global L2 norm
  double clip_factor = 1;        ///< what clipping multiplies them by
  WeightUpdate update;           ///< of the weight asked for
};

/// The place of a weight in the layout of the parameter table. @throws Error if there is no such weight
std::size_t weight_index(const ParameterTable& table, const WeightPlace& place);

/// Takes apart the step that training would make of a text as its only example. The model stays as it is.
/// @param text  made an example like any other: ended by `</s>` and cut to max_seq_len + 1 tokens
/// @param adam  what the update of the weight would begin with
/// @throws Error if the text has no token or is not UTF-8, or if there is no such weight
Dissection dissect(const Model<float>& model, const Tokenizer& tokenizer, std::string_view text,
                   const WeightPlace& weight, const AdamInputs& adam);

}  // namespace glassgpt
