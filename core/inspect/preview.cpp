#include "preview.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "../text/encoded_dataset.h"
#include "../text/text_parts.h"

namespace glassgpt {

namespace {

/// The pieces of a stretch of an example's tokens.
std::vector<std::string> pieces_of(const Dataset& dataset, std::size_t example, std::size_t first, std::size_t count,
                                   const Tokenizer& tokenizer) {
  std::vector<std::string> pieces;
  std::size_t before = 0;
  TextParts parts({.dataset = &dataset, .first = example, .end = dataset.examples.size()});
  while (pieces.size() < count && parts.next()) {
    const auto all = tokenizer.split(parts.text(), parts.where());
    for (std::size_t i = first - std::min(first, before); i < all.size() && pieces.size() < count; ++i) {
      pieces.emplace_back(all[i]);
    }
    before += all.size();
    first = std::max(first, before);
  }
  return pieces;
}

}  // namespace

ExamplePreview preview_text(std::string text, std::string_view where, const Tokenizer& tokenizer) {
  ExamplePreview preview = {.text = std::move(text), .tokens = {}, .known = {}};
  preview.tokens = tokenizer.split(preview.text, where);
  const std::vector<TokenId> ids = tokenizer.encode(preview.text, where).ids;
  for (std::size_t i = 0; i < preview.tokens.size(); ++i) {
    preview.known.push_back(ids[i] != kUnknownId || preview.tokens[i] == kUnknownToken ? 1 : 0);
  }
  return preview;
}

std::vector<ExamplePreview> preview_examples(const Dataset& dataset, const EncodedDataset& encoded, std::size_t first,
                                             std::size_t count, const Tokenizer& tokenizer) {
  std::vector<ExamplePreview> previews;
  const std::size_t size = encoded.sequences.count();
  const std::size_t begin = std::min(first, size);
  const std::size_t end = begin + std::min(count, size - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const EncodedExample& example = encoded.examples[i];
    const std::span<const PackedTokenId> ids = encoded.sequences[i];
    ExamplePreview preview = {.text = {},
                              .tokens = pieces_of(dataset, example.source, example.first_token, ids.size(), tokenizer),
                              .known = {}};
    if (example.is_piece) {
      const std::unique_ptr<Detokenizer> detokenizer = tokenizer.detokenizer();
      for (const std::string& token : preview.tokens) preview.text += detokenizer->append(token);
    } else {
      preview.text = dataset.examples[example.source].training_text();
    }
    for (std::size_t t = 0; t < ids.size(); ++t) {
      preview.known.push_back(ids[t] != kUnknownId || preview.tokens[t] == kUnknownToken ? 1 : 0);
    }
    previews.push_back(std::move(preview));
  }
  return previews;
}

}  // namespace glassgpt
