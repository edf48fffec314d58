#pragma once

#include <cstddef>

namespace glassgpt {

/// What can be done beforehand, little by little, of what takes long with much data.
enum class Preparation {
  vocabulary,  ///< the tokenizer that a new model gets, made of the data
  growth,      ///< the tokens of the data that the model's vocabulary may lack
  encoding,    ///< the data as token ids of the model, to be trained on
  unknown,     ///< what of the data the model's vocabulary lacks
};

/// How far that has come.
struct PreparationProgress {
  std::size_t done = 0;   ///< bytes of the data's text
  std::size_t total = 0;  ///< of all of it
  bool ready = true;      ///< whether nothing is left to do

  /// The share that is done, 0 to 1.
  [[nodiscard]] double share() const {
    return total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
  }
};

}  // namespace glassgpt
