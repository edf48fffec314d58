#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/dataset.h"
#include "tests/support/errors.h"

// What tests of the datasets' readers share.

namespace glassgpt::testing {

using Texts = std::vector<std::string>;

/// Each example as `text`, or as `prompt => answer`.
inline Texts texts_of(const Dataset& dataset) {
  Texts texts;
  for (const Example& example : dataset.examples) {
    texts.push_back(example.is_chat ? example.prompt + " => " + example.answer : example.text);
  }
  return texts;
}

/// What is said of a file that cannot be read.
inline std::string reading_error(std::string_view name, std::string_view bytes) {
  return error_of([&] { read_dataset(name, bytes); });
}

}  // namespace glassgpt::testing
