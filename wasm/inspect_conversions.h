#pragma once

#include <emscripten/val.h>

#include "core/session.h"

/// What looking into a model gives, as JavaScript's values.
namespace glassgpt::wasm {

using emscripten::val;

val from(const Inspection& inspection);

}  // namespace glassgpt::wasm
