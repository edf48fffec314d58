#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../text/tokenizer.h"
#include "preview.h"

namespace glassgpt {

struct EncodedDataset;

/// An example that has something in common with a text.
struct NearExample {
  double share = 0;                   ///< how near it is, above 0 to 1
  std::size_t dataset = 0;            ///< that it is of
  std::vector<std::size_t> examples;  ///< its number in that, from 0, and those of all that are the same word for word
  std::size_t source = 0;             ///< the number of the first of them before long texts were cut and some held out
  std::vector<std::uint8_t> shared;   ///< [T], whether each of its tokens is in the text
  ExamplePreview preview = {};        ///< how it reads; find_nearest_examples() leaves that to others
};

/// The examples that are nearest to a text, nearest first.
///
/// How near one is: of the text's distinct sequences of one to three tokens, each with the weight
/// \f$ \ln \frac{N + 1}{n} \f$ where n of all N examples have it, or n is 1 if none has, the share of the weight that
/// the example has ("inverse document frequency", Sparck Jones 1972). What nearly all examples have counts for nearly
/// nothing; a sequence in common for more than its tokens apart. Unknown tokens are in no sequence. Of equally near
/// examples the shorter ones come first.
///
/// It takes time in proportion to the data, and memory to the text and the number of examples.
///
/// @param data  what a model is trained on
/// @param count  of them at most
std::vector<NearExample> find_nearest_examples(std::span<const TokenId> text, std::span<const EncodedDataset> data,
                                               std::size_t count);

}  // namespace glassgpt
