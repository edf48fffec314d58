#include "inspect_conversions.h"

#include "core/inspect/measure.h"
#include "core/model/network.h"
#include "values.h"

namespace glassgpt::wasm {

namespace {

val from_tokens(const std::vector<TokenProbability>& tokens) {
  return array_of(tokens, [](const TokenProbability& it) {
    return object({{"id", it.id}, {"token", it.token}, {"probability", it.probability}});
  });
}

val from_size(const ActivationSize& size) {
  return object({{"name", size.name}, {"rms", size.rms}});
}

/// Most weights of a model that from(Dissection) copies: 16 MB.
constexpr std::size_t kMostWeights = 4'000'000;

Observed to_observed(const std::string& name) {
  if (name == "value") return Observed::value;
  if (name == "gradient") return Observed::gradient;
  if (name == "weight") return Observed::weight;
  if (name == "weightGradient") return Observed::weight_gradient;
  throw Error("of", "it is \"" + name + "\"", "choose value, gradient, weight or weightGradient");
}

/// The words of ids.
val from_ids(const std::vector<TokenId>& ids, const Tokenizer& tokenizer) {
  return array_of(ids, [&](TokenId id) { return val(tokenizer.token(id)); });
}

val matrix(const std::string& name, Index rows, Index cols, std::span<const float> values) {
  return object({{"name", name}, {"rows", rows}, {"cols", cols}, {"values", floats(values)}});
}

val from_matrix(const NamedMatrix& it) {
  return matrix(it.name, it.rows, it.cols, it.values);
}

val from_values(const std::vector<ValueDescription>& values) {
  return array_of(values, [](const ValueDescription& it) {
    return object({{"name", it.name}, {"rows", std::string(1, it.rows)}, {"cols", it.cols}});
  });
}

val from_cost(const OperationCost& cost) {
  return object({{"flops", cost.flops}, {"bytes", cost.bytes}});
}

val from_update(const WeightUpdate& update) {
  return object({{"tensor", update.place.tensor},
                 {"row", update.place.row},
                 {"col", update.place.col},
                 {"weight", update.weight},
                 {"gradient", update.gradient},
                 {"clipped", update.clipped},
                 {"firstBefore", update.first_before},
                 {"secondBefore", update.second_before},
                 {"first", update.first},
                 {"second", update.second},
                 {"firstCorrected", update.first_corrected},
                 {"secondCorrected", update.second_corrected},
                 {"step", update.step},
                 {"learningRate", update.learning_rate},
                 {"newWeight", update.new_weight}});
}

}  // namespace

WeightPlace to_weight_place(const val& place) {
  return {.tensor = place["tensor"].as<std::string>(), .row = whole_int(place, "row"), .col = whole_int(place, "col")};
}

std::vector<TensorRequest> to_tensor_requests(const val& requests) {
  std::vector<TensorRequest> result;
  for (int i = 0; i < whole_int(requests, "length"); ++i) {
    const val& it = requests[i];
    result.push_back({.of = to_observed(it["of"].as<std::string>()),
                      .name = it["name"].as<std::string>(),
                      .row = whole_int(it, "row"),
                      .col = whole_int(it, "col"),
                      .most_rows = whole_int(it, "rows"),
                      .most_cols = whole_int(it, "cols"),
                      .span = whole_int(it, "span"),
                      .spread = it["spread"].as<bool>()});
  }
  return result;
}

val from(const Observation& observation) {
  return object({{"tokens", strings(observation.tokens)},
                 {"loss", observation.loss},
                 {"next", from_tokens(observation.next)},
                 {"parts", array_of(observation.parts, [](const TensorPart& it) {
                    val part = from_matrix(it.part);
                    part.set("shape", val::array(std::vector<double>{static_cast<double>(it.rows),
                                                                     static_cast<double>(it.cols)}));
                    part.set("rowStep", static_cast<double>(it.row_step));
                    part.set("colStep", static_cast<double>(it.col_step));
                    part.set("rms", it.rms);
                    part.set("largest", it.largest);
                    return part;
                  })}});
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
                 {"numLayers", inspection.num_layers},
                 {"numHeads", inspection.num_heads},
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
    return object({{"id", it.id}, {"token", tokenizer.token(it.id)}, {"similarity", it.similarity}});
  });
}

val from(const Dissection& dissection, Session& session) {
  const std::span<const float> parameters = session.parameters();
  val weights = val::array();
  val tensors = val::array();
  const ParameterTable table = Network(session.config()).parameters();
  for (const Parameter& it : table.entries()) {
    const std::span<const float> gradients = std::span(dissection.gradients).subspan(it.offset, it.size());
    tensors.call<void>(
        "push",
        object({{"name", it.name}, {"rows", it.rows}, {"cols", it.cols}, {"gradient", root_mean_square(gradients)}}));
    if (parameters.size() > kMostWeights) continue;
    weights.call<void>("push", matrix(it.name, it.rows, it.cols, parameters.subspan(it.offset, it.size())));
  }
  const Tokenizer& tokenizer = session.tokenizer();
  return object({{"tokens", from_ids(dissection.ids, tokenizer)},
                 {"ids", val::array(dissection.ids)},
                 {"targets", from_ids(dissection.target_ids, tokenizer)},
                 {"targetIds", val::array(dissection.target_ids)},
                 {"operations", from(describe_network(session.config(), static_cast<int>(dissection.ids.size())))},
                 {"numLayers", session.config().num_layers},
                 {"numHeads", session.config().num_heads},
                 {"forward", array_of(dissection.forward, from_matrix)},
                 {"losses", floats(dissection.losses)},
                 {"loss", dissection.loss},
                 {"backward", array_of(dissection.backward, from_matrix)},
                 {"gradNorm", dissection.grad_norm},
                 {"clipFactor", dissection.clip_factor},
                 {"weights", weights},
                 {"tensors", tensors},
                 {"update", from_update(dissection.update)}});
}

val from(const std::vector<OperationDescription>& operations) {
  return array_of(operations, [](const OperationDescription& it) {
    return object(
        {{"name", it.name},
         {"kind", it.kind},
         {"layer", it.layer < 0 ? val::null() : val(it.layer)},
         {"formula", it.formula},
         {"inputs", from_values(it.inputs)},
         {"outputs", from_values(it.outputs)},
         {"inner", from_values(it.inner)},
         {"weights", array_of(it.weights,
                              [](const TensorDescription& tensor) {
                                return object({{"name", tensor.name}, {"rows", tensor.rows}, {"cols", tensor.cols}});
                              })},
         {"forward", from_cost(it.forward)},
         {"backward", from_cost(it.backward)}});
  });
}

val from(const MemorisedReport& report) {
  return object({{"tokens", strings(report.tokens)},
                 {"spans", array_of(report.spans, [](const Memorised& span) {
                    return object({{"begin", span.begin},
                                   {"end", span.end},
                                   {"examples", span.examples},
                                   {"phase", val(std::string(phase_name(static_cast<Phase>(span.dataset))))},
                                   {"example", span.example},
                                   {"text", span.text}});
                  })}});
}

val from(const TokenCounts& counts) {
  return object({{"examples", counts.examples},
                 {"questions", counts.questions},
                 {"tokens", counts.tokens},
                 {"predictedTokens", counts.predicted_tokens},
                 {"answerTokens", counts.answer_tokens},
                 {"unknownTokens", counts.unknown_tokens},
                 {"textsCut", counts.texts_cut},
                 {"pieces", counts.pieces},
                 {"examplesCut", counts.examples_cut},
                 {"tokensCut", counts.tokens_cut},
                 {"contextNeeded", counts.context_needed}});
}

val from(const ExamplePreview& preview) {
  return object({{"text", preview.text},
                 {"tokens", strings(preview.tokens)},
                 {"known", array_of(preview.known, [](std::uint8_t known) { return val(known != 0); })}});
}

val from(const std::vector<NearExample>& examples) {
  return array_of(examples, [](const NearExample& it) {
    return object(
        {{"share", it.share},
         {"phase", val(std::string(phase_name(static_cast<Phase>(it.dataset))))},
         {"examples", array_of(it.examples, [](std::size_t number) { return val(static_cast<double>(number)); })},
         {"source", it.source},
         {"tokens", strings(it.preview.tokens)},
         {"shared", array_of(it.shared, [](std::uint8_t shared) { return val(shared != 0); })},
         {"text", it.preview.text}});
  });
}

val from(const std::vector<ExamplePreview>& previews) {
  return array_of(previews, [](const ExamplePreview& preview) { return from(preview); });
}

val from(const std::vector<UnknownWord>& words) {
  return array_of(words, [](const UnknownWord& it) {
    return object({{"word", it.word}, {"occurrences", it.occurrences}, {"known", it.known}});
  });
}

val from(const UnknownReport& report) {
  return object({{"words", report.words},
                 {"tokens", report.tokens},
                 {"frequent", from(report.frequent)},
                 {"validated", report.validated},
                 {"examples", array_of(report.examples, [](const UnknownExample& example) {
                    return object({{"text", example.text}, {"unknown", from(example.unknown)}});
                  })}});
}

}  // namespace glassgpt::wasm
