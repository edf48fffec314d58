#include "inspect_api.h"

#include <algorithm>

#include "conversions.h"
#include "core/inspect/training_cost.h"
#include "inspect_conversions.h"
#include "values.h"

namespace glassgpt::wasm {

val inspect(Session& session, const std::string& prompt, int top) {
  return guarded([&] { return from(session.inspect(prompt, top)); });
}

val embedding_map(Session& session, int groups) {
  return guarded([&] { return from(session.embedding_map(groups), session.tokenizer()); });
}

val neighbours(Session& session, int id, int count) {
  return guarded([&] { return from(session.neighbours(id, count), session.tokenizer()); });
}

val dissect(Session& session, const std::string& text, const val& weight) {
  return guarded([&] { return from(session.dissect(text, to_weight_place(weight)), session); });
}

val observe(Session& session, const std::string& text, int position, int top, const val& requests) {
  return guarded([&] { return from(session.observe(text, position, top, to_tensor_requests(requests))); });
}

val memorised(const Session& session, const std::string& text, int least) {
  return guarded([&] { return from(session.memorised(text, least)); });
}

val nearest_examples(const Session& session, const std::string& text, int count) {
  return guarded([&] { return from(session.nearest_examples(text, static_cast<std::size_t>(std::max(count, 0)))); });
}

val count_tokens(const Session& session, const val& file) {
  return guarded([&] { return from(session.count_tokens(to_dataset(file))); });
}

val count_phase_tokens(const Session& session, const std::string& phase) {
  return guarded([&] {
    const PhaseTokenCounts counts = session.count_tokens(to_phase(phase));
    return object({{"training", from(counts.training)}, {"validation", from(counts.validation)}});
  });
}

val split(const Session& session, const std::string& text) {
  return guarded([&] { return from(session.split(text)); });
}

val unknown_words(const Session& session, const std::string& text, int most) {
  return guarded([&] { return from(session.unknown_words(text, static_cast<std::size_t>(std::max(most, 0)))); });
}

val unknown_report(const Session& session) {
  return guarded([&] { return from(*session.unknown_words()); });
}

val vocabulary(const Session& session) {
  return guarded([&] {
    const std::vector<std::size_t> counts = session.token_frequencies();
    const val view(emscripten::typed_memory_view(counts.size(), counts.data()));
    return object(
        {{"tokens", strings(session.tokenizer().tokens())}, {"counts", val::global("Float64Array").new_(view)}});
  });
}

val examples(const Session& session, const std::string& phase, int first, int count) {
  return guarded([&] {
    const auto whole = [](int number) { return static_cast<std::size_t>(std::max(number, 0)); };
    return from(session.examples(to_phase(phase), whole(first), whole(count)));
  });
}

val operations(const val& sizes, int vocab_size, int length) {
  return guarded([&] { return from(describe_network(to_config(sizes, vocab_size), length)); });
}

val training_cost(const val& sizes, int vocab_size, int batch_size, int length) {
  return guarded([&] {
    const TrainingCost cost = glassgpt::training_cost(to_config(sizes, vocab_size), batch_size, length);
    return object(
        {{"parameters", cost.parameters}, {"bytes", cost.bytes}, {"operationsPerToken", cost.flops_per_token}});
  });
}

}  // namespace glassgpt::wasm
