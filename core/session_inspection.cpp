// What of the Session looks into a model and its data, and changes nothing.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "inspect/tensor_sizes.h"
#include "session.h"
#include "session_state.h"

namespace glassgpt {

EvalResult Session::evaluate(const Dataset& dataset) {
  const OpenModel& it = state_->settled();
  return glassgpt::evaluate(it.model, *it.tokenizer, dataset);
}

std::vector<TensorSize> Session::tensor_sizes() {
  const OpenModel& it = state_->settled();
  const std::span<const double> squares = it.trainer ? it.trainer->squared_gradients() : std::span<const double>();
  return glassgpt::tensor_sizes(it.model.network.parameters(), it.model.parameters, squares);
}

Inspection Session::inspect(std::string_view prompt, int top) {
  const OpenModel& it = state_->settled();
  return glassgpt::inspect(it.model, *it.tokenizer, prompt, top);
}
EmbeddingMap Session::embedding_map(int groups) {
  return glassgpt::embedding_map(state_->settled().model, groups);
}
std::vector<Neighbour> Session::neighbours(TokenId id, int count) {
  return glassgpt::neighbours(state_->settled().model, id, count);
}

Dissection Session::dissect(std::string_view text, const WeightPlace& weight) {
  const OpenModel& it = state_->settled();
  const std::size_t index = weight_index(it.model.network.parameters(), weight);
  const TrainingOptions fresh;
  const AdamInputs adam =
      training() ? it.trainer->next_update(index)
                 : AdamInputs{.step = {.learning_rate = fresh.pretrain.learning_rate}, .clip_norm = fresh.clip_norm};
  return glassgpt::dissect(it.model, *it.tokenizer, text, weight, adam);
}

Observation Session::observe(std::string_view text, Index position, int top,
                             const std::vector<TensorRequest>& requests) {
  const OpenModel& it = state_->settled();
  return glassgpt::observe(it.model, *it.tokenizer, text, position, top, requests);
}

MemorisedReport Session::memorised(std::string_view text, int least) const {
  const TrainingData& data = state().data;
  return find_memorised(
      *state().tokenizer(), text, least,
      {.datasets = data.datasets().training, .held_out = data.held_out(), .max_seq_len = state().max_seq_len()});
}

std::vector<NearExample> Session::nearest_examples(std::string_view text, std::size_t count) const {
  const OpenModel& it = state().opened();
  const std::array<EncodedDataset, 2> trained_on = {state().encoded(Phase::pretrain).training,
                                                    state().encoded(Phase::tune).training};
  std::vector<NearExample> nearest = find_nearest_examples(it.tokenizer->encode(text, "text").ids, trained_on, count);
  for (NearExample& near : nearest) {
    const Dataset& dataset = state().data.datasets().training[near.dataset];
    near.preview = preview_examples(dataset, trained_on[near.dataset], near.examples.front(), 1, *it.tokenizer).front();
  }
  return nearest;
}

TokenCounts Session::count_tokens(const Dataset& dataset) const {
  const OpenModel& it = state().opened();
  return encode_dataset(*it.tokenizer, dataset, it.model.config.max_seq_len).counts;
}

PhaseTokenCounts Session::count_tokens(Phase phase) const {
  const OpenModel& it = state().opened();
  return state().data.counts(static_cast<std::size_t>(phase), *it.tokenizer, it.model.config.max_seq_len);
}

ExamplePreview Session::split(std::string_view text) const {
  return preview_text(std::string(text), "text", *state().tokenizer());
}

std::vector<UnknownWord> Session::unknown_words(std::string_view text, std::size_t most) const {
  const std::shared_ptr<const Tokenizer> tokenizer = state().tokenizer();
  return glassgpt::unknown_words(*tokenizer, tokenizer->encode(text, "text").unknown, most);
}

std::shared_ptr<const UnknownReport> Session::unknown_words() const {
  state().check_opened();
  return state().data.unknown_words();
}

std::vector<std::size_t> Session::token_frequencies() const {
  std::vector<std::size_t> counts(tokenizer().tokens().size());
  const auto count = [&](const EncodedDataset& encoded) {
    for (std::size_t i = 0; i < encoded.sequences.count(); ++i) {
      const std::span<const PackedTokenId> ids = encoded.sequences[i];
      for (const PackedTokenId id : ids.subspan(encoded.examples[i].continues ? 1 : 0)) counts[id] += 1;
    }
  };
  for (const Phase phase : kPhases) {
    const EncodedPhase encoded = state().encoded(phase);
    count(encoded.training);
    if (state().data.held_out()[static_cast<std::size_t>(phase)] > 0) count(encoded.validation);
  }
  return counts;
}

std::vector<ExamplePreview> Session::examples(Phase phase, std::size_t first, std::size_t count) const {
  const Dataset& data = state().data.datasets().training[static_cast<std::size_t>(phase)];
  const std::shared_ptr<const Tokenizer> tokenizer = state().tokenizer();
  DatasetEncoder encoder(*tokenizer, data, state().max_seq_len());
  while (encoder.encoded().sequences.count() < first + count && encoder.advance()) {
  }
  return preview_examples(data, encoder.encoded(), first, count, *tokenizer);
}

}  // namespace glassgpt
