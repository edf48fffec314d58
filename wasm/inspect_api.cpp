#include "inspect_api.h"

#include "conversions.h"
#include "inspect_conversions.h"

namespace glassgpt::wasm {

val inspect(const Session& session, const std::string& prompt, int top) {
  return guarded([&] { return from(session.inspect(prompt, top)); });
}

val embedding_map(const Session& session, int groups) {
  return guarded([&] { return from(session.embedding_map(groups), session.tokenizer()); });
}

val neighbours(const Session& session, int id, int count) {
  return guarded([&] { return from(session.neighbours(id, count), session.tokenizer()); });
}

val dissect(const Session& session, const std::string& text, const val& weight) {
  return guarded([&] { return from(session.dissect(text, to_weight_place(weight)), session); });
}

}  // namespace glassgpt::wasm
