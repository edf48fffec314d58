#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../text/dataset.h"
#include "../text/tokenizer.h"

namespace glassgpt {

/// A stretch of a text that stands word for word in the training data.
struct Memorised {
  std::size_t begin = 0;     ///< its first token
  std::size_t end = 0;       ///< the token after its last one
  std::string text;          ///< as people write it
  std::size_t examples = 0;  ///< in how many of them it stands, each piece of a text longer than the context one
  std::size_t dataset = 0;   ///< of the first of them
  std::size_t example = 0;   ///< its number in that dataset, from 0
};

/// What of a text stands word for word in the training data.
struct MemorisedReport {
  std::vector<std::string> tokens;  ///< of the text
  std::vector<Memorised> spans;     ///< in the order of the text, without overlaps
};

/// What a model was trained on.
struct MemorisedData {
  std::span<const Dataset> datasets;  ///< to look in
  std::span<const double> held_out;   ///< share of each that was not trained on, as hold_out(); none: of none
  int max_seq_len = 0;                ///< longer examples are cut, as DatasetEncoder says
};

/// Finds the stretches of a text that stand within one example: from the left, at each token the longest one, and on
/// behind it.
///
/// It takes time in proportion to the data, however often words repeat: the examples are read backwards through a
/// SuffixAutomaton of the text, which knows at each of their tokens the longest stretch of the text that begins there.
///
/// @param tokenizer  that splits both
/// @param least  tokens of a stretch, at least 1
/// @throws Error if the text is not UTF-8, or least is below 1
MemorisedReport find_memorised(const Tokenizer& tokenizer, std::string_view text, int least, const MemorisedData& data);

}  // namespace glassgpt
