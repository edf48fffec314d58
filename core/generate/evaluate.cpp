#include "evaluate.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "../base/error.h"
#include "../model/model.h"
#include "../model/transformer.h"
#include "../text/batch.h"
#include "../text/dataset_encoder.h"
#include "generator.h"

namespace glassgpt {

namespace {

constexpr std::size_t kExamplesAtOnce = 16;

/// In place of one that was rounded to 0.
constexpr double kLeastProbability = 1e-45;

std::size_t count_likeliest(const Batch& batch, const Activations<float>& activations) {
  std::size_t count = 0;
  for (Index n = 0; n < batch.rows(); ++n) {
    if (argmax(activations.logits.row(n)) == batch.targets[static_cast<std::size_t>(n)]) ++count;
  }
  return count;
}

/// Sum of the losses of an example's ids from its answer on, whose probabilities the activations hold.
double loss_of_answer(const Batch& batch, const Activations<float>& activations, std::size_t example,
                      std::size_t answer_start) {
  double loss = 0;
  for (Index n = batch.starts[example] + static_cast<Index>(answer_start) - 1; n < batch.starts[example + 1]; ++n) {
    const auto target = static_cast<std::size_t>(batch.targets[static_cast<std::size_t>(n)]);
    loss -= std::log(std::max(static_cast<double>(activations.logits.row(n)[target]), kLeastProbability));
  }
  return loss;
}

/// Whether greedy decoding of the prompt gives the answer's words and then ends. Words that the vocabulary lacks are
/// never reproduced.
bool answers_exactly(const Model<float>& model, const Tokenizer& tokenizer, const Example& chat) {
  const std::vector<std::string> prompt = tokenizer.split(chat_prompt(chat.prompt), "prompt");
  const std::vector<std::string> whole = tokenizer.split(chat.training_text(), "answer");
  std::span<const std::string> expected = std::span(whole).subspan(std::min(prompt.size(), whole.size()));
  if (!expected.empty() && expected.back() == kEndToken) expected = expected.first(expected.size() - 1);
  const GenerationOptions options = {.sampling = {}, .max_tokens = static_cast<int>(expected.size()) + 1};
  Generator generator(model, tokenizer, chat_prompt(chat.prompt), options);
  for (const std::string& piece : expected) {
    const auto token = generator.next();
    if (!token || token->id == kUnknownId || tokenizer.token(token->id) != piece) return false;
  }
  return !generator.next() && generator.stop_reason() == StopReason::end_token;
}

}  // namespace

EvalResult evaluate(const Model<float>& model, const Tokenizer& tokenizer, const Dataset& dataset) {
  if (dataset.examples.empty()) throw Error("evaluation", "the dataset is empty", "give at least one example");
  const EncodedDataset encoded = encode_dataset(tokenizer, dataset, model.config.max_seq_len);

  double loss = 0;
  double answer_loss = 0;
  std::size_t likeliest = 0;
  Batch batch;
  Activations<float> activations;
  for (std::size_t first = 0; first < encoded.sequences.count(); first += kExamplesAtOnce) {
    const std::size_t last = std::min(first + kExamplesAtOnce, encoded.sequences.count());
    batch.clear();
    for (std::size_t i = first; i < last; ++i) batch.append(encoded.sequences[i]);
    forward<float>(model, batch, activations, Keep::outputs);
    likeliest += count_likeliest(batch, activations);
    loss += loss_forward<float>(model, batch, activations) * static_cast<double>(batch.predicted());
    for (std::size_t i = first; i < last; ++i) {
      answer_loss += loss_of_answer(batch, activations, i - first, encoded.answer_start(i));
    }
  }

  const auto tokens = static_cast<double>(encoded.counts.predicted_tokens);
  EvalResult result = {.loss = loss / tokens,
                       .answer_loss = answer_loss / static_cast<double>(encoded.counts.answer_tokens),
                       .perplexity = std::exp(loss / tokens),
                       .accuracy = static_cast<double>(likeliest) / tokens,
                       .tokens = encoded.counts.predicted_tokens,
                       .unknown = encoded.counts.unknown_tokens,
                       .examples_cut = encoded.counts.examples_cut};
  for (const Example& example : dataset.examples) {
    if (!example.is_chat) continue;
    result.chats += 1;
    if (answers_exactly(model, tokenizer, example)) result.exact += 1;
  }
  return result;
}

}  // namespace glassgpt
