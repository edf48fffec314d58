#include "preview.h"

#include <algorithm>
#include <utility>

namespace glassgpt {

std::vector<ExamplePreview> preview_examples(const Dataset& dataset, std::size_t first, std::size_t count,
                                             const Tokenizer* tokenizer, std::size_t most_tokens) {
  std::vector<ExamplePreview> previews;
  const std::size_t size = dataset.examples.size();
  const std::size_t begin = std::min(first, size);
  const std::size_t end = begin + std::min(count, size - begin);
  for (std::size_t i = begin; i < end; ++i) {
    ExamplePreview preview = {.text = dataset.examples[i].training_text(), .tokens = {}, .known = {}};
    std::vector<std::string_view> words = split_tokens(preview.text, dataset.name);
    words.resize(std::min(words.size(), most_tokens));
    for (const std::string_view word : words) {
      preview.tokens.emplace_back(word);
      preview.known.push_back(tokenizer == nullptr || tokenizer->encode(word, dataset.name).unknown.empty() ? 1 : 0);
    }
    previews.push_back(std::move(preview));
  }
  return previews;
}

}  // namespace glassgpt
