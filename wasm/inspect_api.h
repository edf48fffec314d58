#pragma once

#include <emscripten/val.h>

#include <string>

#include "core/session.h"

/// The methods of glassgpt.d.ts that look into a model and its data, in its terms. Each throws a JavaScript Error with
/// the message of the C++ one.
namespace glassgpt::wasm {

using emscripten::val;

val inspect(Session& session, const std::string& prompt, int top);
val embedding_map(Session& session, int groups);
val neighbours(Session& session, int id, int count);
val dissect(Session& session, const std::string& text, const val& weight);
val observe(Session& session, const std::string& text, int position, int top, const val& requests);
val memorised(const Session& session, const std::string& text, int least);
val nearest_examples(const Session& session, const std::string& text, int count);
val count_tokens(const Session& session, const val& file);
val count_phase_tokens(const Session& session, const std::string& phase);
val split(const Session& session, const std::string& text);
val unknown_words(const Session& session, const std::string& text, int most);
val unknown_report(const Session& session);
val vocabulary(const Session& session);
val examples(const Session& session, const std::string& phase, int first, int count);

val operations(const val& sizes, int vocab_size, int length);
val training_cost(const val& sizes, int vocab_size, int batch_size, int length);

}  // namespace glassgpt::wasm
