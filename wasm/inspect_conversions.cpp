#include "inspect_conversions.h"

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

}  // namespace

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
                                          [&](const std::vector<TokenId>& ids) {
                                            return array_of(ids, [&](TokenId id) { return val(tokenizer.token(id)); });
                                          })},
                 {"explained", val::array(map.explained.begin(), map.explained.end())}});
}

val from(const std::vector<Neighbour>& neighbours, const Tokenizer& tokenizer) {
  return array_of(neighbours, [&](const Neighbour& it) {
    return object({{"id", val(it.id)}, {"token", val(tokenizer.token(it.id))}, {"similarity", val(it.similarity)}});
  });
}

}  // namespace glassgpt::wasm
