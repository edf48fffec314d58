#include "inspect_api.h"

#include "conversions.h"
#include "inspect_conversions.h"

namespace glassgpt::wasm {

val inspect(const Session& session, const std::string& prompt, int top) {
  return guarded([&] { return from(session.inspect(prompt, top)); });
}

}  // namespace glassgpt::wasm
