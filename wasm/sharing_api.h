#pragma once

#include <emscripten/val.h>

#include "core/session.h"
#include "core/train/shared_steps.h"
#include "core/train/step_helper.h"

/// SharedSteps and StepHelper of glassgpt.d.ts, in its terms.
namespace glassgpt::wasm {

using emscripten::val;

void share(SharedSteps& shared, Session& session, const val& began);
val task(const SharedSteps& shared, std::size_t helper);
void bring(SharedSteps& shared, const val& sum);

StepHelper* make_helper(const val& sizes);
val work(StepHelper& helper, const val& weights, const val& task);

val weights(Session& session);

}  // namespace glassgpt::wasm
