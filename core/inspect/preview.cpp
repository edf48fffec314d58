#include "preview.h"

#include <algorithm>
#include <utility>

namespace glassgpt {

ExamplePreview preview_text(std::string text, std::string_view where, const Tokenizer& tokenizer,
                            std::size_t most_tokens) {
  ExamplePreview preview = {.text = std::move(text), .tokens = {}, .known = {}};
  std::vector<std::string_view> pieces = tokenizer.split(preview.text, where);
  pieces.resize(std::min(pieces.size(), most_tokens));
  for (const std::string_view piece : pieces) {
    preview.tokens.emplace_back(piece);
    preview.known.push_back(tokenizer.encode(piece, where).unknown.empty() ? 1 : 0);
  }
  return preview;
}

std::vector<ExamplePreview> preview_examples(const Dataset& dataset, std::size_t first, std::size_t count,
                                             const Tokenizer& tokenizer, std::size_t most_tokens) {
  std::vector<ExamplePreview> previews;
  const std::size_t size = dataset.examples.size();
  const std::size_t begin = std::min(first, size);
  const std::size_t end = begin + std::min(count, size - begin);
  for (std::size_t i = begin; i < end; ++i) {
    previews.push_back(preview_text(dataset.examples[i].training_text(), dataset.name, tokenizer, most_tokens));
  }
  return previews;
}

}  // namespace glassgpt
