#pragma once

#include <nlohmann/json.hpp>

#include "core/model/model.h"
#include "core/text/dataset.h"
#include "core/text/tokenizer.h"

namespace glassgpt::trial {

/// How often an answer is marked as a guess: right and wrong ones to questions of the data, and all of those to
/// questions without an answer: words in any order, words by chance, and the frame of one question around the last word
/// of another.
nlohmann::json measure_guesses(const Model<float>& model, const Tokenizer& tokenizer, const Dataset& trained,
                               const Dataset& heldout, std::uint64_t seed);

}  // namespace glassgpt::trial
