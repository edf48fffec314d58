#include "inspect.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>

#include "../base/error.h"
#include "../model/transformer.h"
#include "../text/batch.h"

namespace glassgpt {

namespace {

/// The largest of the probabilities, first of equal ones first.
std::vector<TokenProbability> likeliest(std::span<const float> probabilities, const Tokenizer& tokenizer, int top) {
  std::vector<TokenId> ids(probabilities.size());
  std::iota(ids.begin(), ids.end(), 0);
  const auto count = std::min(static_cast<std::ptrdiff_t>(top), std::ssize(ids));
  const auto of = [&](TokenId id) { return probabilities[static_cast<std::size_t>(id)]; };
  std::partial_sort(ids.begin(), ids.begin() + count, ids.end(),
                    [&](TokenId a, TokenId b) { return of(a) != of(b) ? of(a) > of(b) : a < b; });
  std::vector<TokenProbability> result;
  for (const TokenId id : std::span(ids).first(static_cast<std::size_t>(count))) {
    result.push_back({.id = id, .token = tokenizer.token(id), .probability = static_cast<double>(of(id))});
  }
  return result;
}

}  // namespace

Inspection inspect(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt, int top) {
  if (top < 1) throw Error("inspection", "top is " + std::to_string(top), "choose a whole number from 1 up");
  Encoding encoding = tokenizer.encode(prompt, "prompt");
  const auto longest = static_cast<std::size_t>(model.config.max_seq_len);
  if (encoding.ids.empty()) throw Error("prompt", "it is empty", "give at least one word");
  if (encoding.ids.size() > longest) {
    throw Error("prompt", "it has " + std::to_string(encoding.ids.size()) + " tokens",
                "shorten it to the " + std::to_string(longest) + " tokens of the context");
  }

  // The batch predicts nothing: only what the pass leaves behind is of interest.
  Batch batch;
  batch.inputs = encoding.ids;
  batch.targets.assign(encoding.ids.size(), kNoTarget);
  batch.starts = {0, batch.rows()};
  Activations<float> activations;
  forward<float>(model, batch, activations, false);
  loss_forward<float>(batch, activations);

  Inspection result = {.tokens = {},
                       .unknown = std::move(encoding.unknown),
                       .next = likeliest(activations.logits.row(batch.rows() - 1), tokenizer, top),
                       .num_layers = model.config.num_layers,
                       .num_heads = model.config.num_heads,
                       .attention = {}};
  for (const TokenId id : encoding.ids) result.tokens.push_back(tokenizer.token(id));
  for (const BlockActivations<float>& block : activations.blocks) {
    result.attention.insert(result.attention.end(), block.attention.begin(), block.attention.end());
  }
  return result;
}

}  // namespace glassgpt
