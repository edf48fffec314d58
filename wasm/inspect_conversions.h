#pragma once

#include <emscripten/val.h>

#include "core/inspect/network_description.h"
#include "core/session.h"

/// What looking into a model gives, as JavaScript's values.
namespace glassgpt::wasm {

using emscripten::val;

/// @throws Error if a number is missing or not whole
WeightPlace to_weight_place(const val& place);
/// @throws Error likewise, or if one asks for what there is not
std::vector<TensorRequest> to_tensor_requests(const val& requests);

val from(const Inspection& inspection);
val from(const EmbeddingMap& map, const Tokenizer& tokenizer);
val from(const std::vector<Neighbour>& neighbours, const Tokenizer& tokenizer);
/// @param session  with the model that was taken apart
val from(const Dissection& dissection, Session& session);
val from(const Observation& observation);
val from(const std::vector<OperationDescription>& operations);
val from(const MemorisedReport& report);
val from(const std::vector<NearExample>& examples);
val from(const TokenCounts& counts);
val from(const ExamplePreview& preview);
val from(const std::vector<ExamplePreview>& previews);
val from(const std::vector<UnknownWord>& words);
val from(const UnknownReport& report);

}  // namespace glassgpt::wasm
