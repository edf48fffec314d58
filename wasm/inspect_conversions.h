#pragma once

#include <emscripten/val.h>

#include "core/session.h"

/// What looking into a model gives, as JavaScript's values.
namespace glassgpt::wasm {

using emscripten::val;

val from(const Inspection& inspection);
val from(const EmbeddingMap& map, const Tokenizer& tokenizer);
val from(const std::vector<Neighbour>& neighbours, const Tokenizer& tokenizer);

}  // namespace glassgpt::wasm
