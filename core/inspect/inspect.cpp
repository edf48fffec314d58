#include "inspect.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

#include "../base/error.h"
#include "../model/model.h"
#include "../model/transformer.h"
#include "../text/batch.h"
#include "measure.h"

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

/// All elements of a matrix without gaps between its rows.
std::span<const float> elements(const Matrix<float>& matrix) {
  return {matrix.data, static_cast<std::size_t>(matrix.rows * matrix.cols)};
}

/// What was added to `before` to give `sum`, such as a layer's output to what goes round it.
std::vector<float> added(const Matrix<float>& sum, const Matrix<float>& before) {
  std::vector<float> result(elements(sum).size());
  std::transform(elements(sum).begin(), elements(sum).end(), elements(before).begin(), result.begin(), std::minus<>());
  return result;
}

/// @param activations  with the logits, before the loss makes probabilities of them
std::vector<ActivationSize> sizes_of(const Activations<float>& activations) {
  std::vector<ActivationSize> result;
  const auto add = [&](std::string name, std::span<const float> values) {
    result.push_back({.name = std::move(name), .rms = root_mean_square(values)});
  };
  add("embedded", elements(activations.embedded));
  Matrix<float> input = activations.embedded;
  for (std::size_t i = 0; i < activations.blocks.size(); ++i) {
    const BlockActivations<float>& block = activations.blocks[i];
    const std::string prefix = "blocks." + std::to_string(i) + ".";
    add(prefix + "attention", added(block.sum1, input));
    add(prefix + "norm1", elements(block.norm1));
    add(prefix + "ffn", added(block.sum2, block.norm1));
    add(prefix + "norm2", elements(block.out));
    input = block.out;
  }
  add("logits", elements(activations.logits));
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

  Inspection result;
  result.activations = sizes_of(activations);
  loss_forward<float>(batch, activations);
  for (const std::string_view piece : tokenizer.split(prompt, "prompt")) result.words.emplace_back(piece);
  for (Index t = 0; t < batch.rows(); ++t) {
    const std::span<const float> probabilities = activations.logits.row(t);
    const auto i = static_cast<std::size_t>(t);
    result.tokens.push_back(tokenizer.token(encoding.ids[i]));
    result.positions.push_back(likeliest(probabilities, tokenizer, top));
    if (i + 1 < encoding.ids.size()) {
      result.followed.push_back(probabilities[static_cast<std::size_t>(encoding.ids[i + 1])]);
    }
  }
  result.next = result.positions.back();
  result.ids = std::move(encoding.ids);
  result.unknown = std::move(encoding.unknown);
  result.num_layers = model.config.num_layers;
  result.num_heads = model.config.num_heads;
  for (const BlockActivations<float>& block : activations.blocks) {
    result.attention.insert(result.attention.end(), block.attention.begin(), block.attention.end());
  }
  return result;
}

}  // namespace glassgpt
