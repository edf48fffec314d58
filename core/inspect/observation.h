#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../math/view.h"
#include "../model/named_matrix.h"
#include "../text/tokenizer.h"
#include "inspect.h"

namespace glassgpt {

template <typename Real>
struct Model;

/// What of a tensor one looks at.
enum class Observed {
  value,            ///< what an operation computes
  gradient,         ///< of the loss by that
  weight,           ///< a tensor of the model
  weight_gradient,  ///< of the loss by that
};

/// Part of a tensor, to be looked at.
struct TensorRequest {
  Observed of = Observed::value;  ///< what of it
  std::string name;               ///< as in a Dissection, or in the parameter table
  Index row = 0;                  ///< first one, from 0
  Index col = 0;                  ///< likewise
  Index most_rows = 1;            ///< as many at most, 1 or more
  Index most_cols = 1;            ///< likewise
  Index span = 0;                 ///< how many rows count from the first one, such as a head's; 0 is all of them
  bool spread = false;            ///< so many of all that count, evenly spaced; else those next to each other
};

/// What there is of it; nothing if the backward pass has no gradient by such a value.
struct TensorPart {
  NamedMatrix part;    ///< the numbers asked for
  Index rows = 0;      ///< of the whole tensor
  Index cols = 0;      ///< likewise
  Index row_step = 1;  ///< from a row of the part to its next one, in the tensor
  Index col_step = 1;  ///< likewise
  double rms = 0;      ///< root mean square of the whole tensor, without what is masked
  double largest = 0;  ///< the largest size of a number in it, likewise
};

/// What a model does with a text, as far as it was asked for.
struct Observation {
  std::vector<std::string> tokens;     ///< [T], inputs
  double loss = 0;                     ///< mean over them
  std::vector<TokenProbability> next;  ///< expected after the position asked for, likeliest first
  std::vector<TensorPart> parts;       ///< in the order in which they were asked for
};

/// Takes apart the step that training would make of a text as its only example, and gives only what is asked for:
/// little enough to be looked at while the model is trained. Without a text, of weights alone.
/// @param position  of the token after which the next one is asked for; the last one, if there are fewer
/// @param top  how many tokens to list after it
/// @throws Error as dissect, and if there is no such tensor, or it has no such row or column
Observation observe(const Model<float>& model, const Tokenizer& tokenizer, std::string_view text, Index position,
                    int top, const std::vector<TensorRequest>& requests);

}  // namespace glassgpt
