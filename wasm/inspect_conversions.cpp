#include "inspect_conversions.h"

#include "core/inspect/measure.h"
#include "core/model/parameters.h"
#include "values.h"

namespace glassgpt::wasm {

namespace {

val from_tokens(const std::vector<TokenProbability>& tokens) {
  return array_of(tokens, [](const TokenProbability& it) {
    return object({{"id", val(it.id)}, {"token", val(it.token)}, {"probability", val(it.probability)}});
  });
}

val from_size(const ActivationSize& size) {
  return object({{"name", val(size.name)}, {"rms", val(size.rms)}});
}

/// Most weights of a model that from(Dissection) copies: 16 MB.
constexpr std::size_t kMostWeights = 4'000'000;

/// The words of ids.
val from_ids(const std::vector<TokenId>& ids, const Tokenizer& tokenizer) {
  return array_of(ids, [&](TokenId id) { return val(tokenizer.token(id)); });
}

val matrix(const std::string& name, Index rows, Index cols, std::span<const float> values) {
  return object({{"name", val(name)},
                 {"rows", count(static_cast<std::uint64_t>(rows))},
                 {"cols", count(static_cast<std::uint64_t>(cols))},
                 {"values", floats(values)}});
}

val from_matrix(const NamedMatrix& it) {
  return matrix(it.name, it.rows, it.cols, it.values);
}

val from_update(const WeightUpdate& update) {
  return object({{"tensor", val(update.place.tensor)},
                 {"row", count(static_cast<std::uint64_t>(update.place.row))},
                 {"col", count(static_cast<std::uint64_t>(update.place.col))},
                 {"weight", val(update.weight)},
                 {"gradient", val(update.gradient)},
                 {"clipped", val(update.clipped)},
                 {"firstBefore", val(update.first_before)},
                 {"secondBefore", val(update.second_before)},
                 {"first", val(update.first)},
                 {"second", val(update.second)},
                 {"firstCorrected", val(update.first_corrected)},
                 {"secondCorrected", val(update.second_corrected)},
                 {"step", count(update.step)},
                 {"learningRate", val(update.learning_rate)},
                 {"newWeight", val(update.new_weight)}});
}

}  // namespace

WeightPlace to_weight_place(const val& place) {
  return {.tensor = place["tensor"].as<std::string>(), .row = whole_int(place, "row"), .col = whole_int(place, "col")};
}

val from(const Inspection& inspection) {
  return object({{"tokens", strings(inspection.tokens)},
                 {"words", strings(inspection.words)},
                 {"ids", val::array(inspection.ids)},
                 {"unknown", strings(inspection.unknown)},
                 {"next", from_tokens(inspection.next)},
                 {"positions", array_of(inspection.positions, from_tokens)},
                 {"followed", floats(inspection.followed)},
                 {"activations", array_of(inspection.activations, from_size)},
                 {"numLayers", val(inspection.num_layers)},
                 {"numHeads", val(inspection.num_heads)},
                 {"attention", floats(inspection.attention)}});
}

val from(const EmbeddingMap& map, const Tokenizer& tokenizer) {
  const val group(emscripten::typed_memory_view(map.group.size(), map.group.data()));
  return object({{"tokens", strings(tokenizer.tokens())},
                 {"x", floats(map.x)},
                 {"y", floats(map.y)},
                 {"group", val::global("Uint8Array").new_(group)},
                 {"groupTokens", array_of(map.group_tokens,
                                          [&](const std::vector<TokenId>& ids) { return from_ids(ids, tokenizer); })},
                 {"explained", val::array(map.explained.begin(), map.explained.end())}});
}

val from(const std::vector<Neighbour>& neighbours, const Tokenizer& tokenizer) {
  return array_of(neighbours, [&](const Neighbour& it) {
    return object({{"id", val(it.id)}, {"token", val(tokenizer.token(it.id))}, {"similarity", val(it.similarity)}});
  });
}

val from(const Dissection& dissection, const Session& session) {
  const std::span<const float> parameters = session.parameters();
  val weights = val::array();
  val tensors = val::array();
  const ParameterTable table(session.config());
  for (const Parameter& it : table.entries()) {
    const std::span<const float> gradients = std::span(dissection.gradients).subspan(it.offset, it.size());
    tensors.call<void>("push", object({{"name", val(it.name)},
                                       {"rows", count(static_cast<std::uint64_t>(it.rows))},
                                       {"cols", count(static_cast<std::uint64_t>(it.cols))},
                                       {"gradient", val(root_mean_square(gradients))}}));
    if (parameters.size() > kMostWeights) continue;
    weights.call<void>("push", matrix(it.name, it.rows, it.cols, parameters.subspan(it.offset, it.size())));
  }
  const Tokenizer& tokenizer = session.tokenizer();
  return object({{"tokens", from_ids(dissection.ids, tokenizer)},
                 {"ids", val::array(dissection.ids)},
                 {"targets", from_ids(dissection.target_ids, tokenizer)},
                 {"targetIds", val::array(dissection.target_ids)},
                 {"numLayers", val(session.config().num_layers)},
                 {"numHeads", val(session.config().num_heads)},
                 {"forward", array_of(dissection.forward, from_matrix)},
                 {"losses", floats(dissection.losses)},
                 {"loss", val(dissection.loss)},
                 {"backward", array_of(dissection.backward, from_matrix)},
                 {"gradNorm", val(dissection.grad_norm)},
                 {"clipFactor", val(dissection.clip_factor)},
                 {"weights", weights},
                 {"tensors", tensors},
                 {"update", from_update(dissection.update)}});
}

val from(const MemorisedReport& report) {
  return object({{"tokens", strings(report.tokens)},
                 {"spans", array_of(report.spans, [](const Memorised& span) {
                    return object({{"begin", count(span.begin)},
                                   {"end", count(span.end)},
                                   {"examples", count(span.examples)},
                                   {"phase", val(std::string(phase_name(static_cast<Phase>(span.dataset))))},
                                   {"example", count(span.example)},
                                   {"text", val(span.text)}});
                  })}});
}

val from(const std::vector<ExamplePreview>& examples) {
  return array_of(examples, [](const ExamplePreview& it) {
    return object({{"text", val(it.text)},
                   {"tokens", strings(it.tokens)},
                   {"known", array_of(it.known, [](std::uint8_t known) { return val(known != 0); })}});
  });
}

}  // namespace glassgpt::wasm
