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

/// The module of the model that a tensor belongs to, such as `blocks.0.ffn` of `blocks.0.ffn.w1`; nothing outside the
/// blocks.
std::string module_of(const Network& network, const Operation& operation) {
  const std::vector<TensorId>& weights = operation.wiring().weights;
  if (weights.empty()) return "";
  const std::string& name = network.parameters().entries()[weights[0]].name;
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(0, dot);
}

/// Of what each module gives: the value of its last operation, without the residual that this is added to. Outside the
/// blocks of each operation's value.
/// @param activations  with the logits, before the loss makes probabilities of them
std::vector<ActivationSize> sizes_of(const Network& network, const Activations<float>& activations) {
  std::vector<ActivationSize> result;
  std::string last_module;
  for (std::size_t i = 0; i < network.loss(); ++i) {
    const Operation& operation = *network.operations()[i];
    const Wiring& wiring = operation.wiring();
    if (wiring.weights.empty()) continue;
    const std::string module = module_of(network, operation);
    if (module.empty() || module != last_module) result.emplace_back();
    const Matrix<float> value = activations.value(wiring.outputs[0]);
    const std::vector<float> values =
        wiring.residual ? added(value, activations.value(*wiring.residual)) : std::vector<float>();
    result.back() = {.name = module.empty() ? network.values()[wiring.outputs[0]].name : module,
                     .rms = root_mean_square(wiring.residual ? values : elements(value))};
    last_module = module;
  }
  return result;
}

}  // namespace

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

Inspection inspect(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt, int top) {
  if (top < 1) throw Error("inspection", "top is " + std::to_string(top), "choose a whole number from 1 up");
  Encoding encoding = tokenizer.encode(prompt, "prompt");
  const auto longest = static_cast<std::size_t>(model.config.max_seq_len);
  if (encoding.ids.empty()) throw Error(words::the_prompt, words::it_is_empty, words::give_a_word);
  if (encoding.ids.size() > longest) {
    throw Error(words::the_prompt, {words::prompt_too_long, {{"tokens", encoding.ids.size()}}},
                {words::shorten_prompt, {{"context", longest}}});
  }

  // The batch predicts nothing: only what the pass leaves behind is of interest.
  Batch batch;
  batch.inputs = encoding.ids;
  batch.targets.assign(encoding.ids.size(), kNoTarget);
  batch.starts = {0, batch.rows()};
  Activations<float> activations;
  forward<float>(model, batch, activations, Keep::values);

  Inspection result;
  result.activations = sizes_of(model.network, activations);
  loss_forward<float>(model, batch, activations);
  result.words = tokenizer.split(prompt, "prompt");
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
  for (ValueId id = 0; id < model.network.values().size(); ++id) {
    if (model.network.values()[id].shape.rows != Rows::pairs) continue;
    const std::span<const float> weights = elements(activations.value(id));
    result.attention.insert(result.attention.end(), weights.begin(), weights.end());
  }
  return result;
}

}  // namespace glassgpt
