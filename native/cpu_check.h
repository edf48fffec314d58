#pragma once

namespace glassgpt {

/// Makes sure that the processor can run the core as it was compiled. Call it before anything of the core.
/// @throws Error if it lacks instructions that the build asked for (GLASSGPT_MARCH)
void require_cpu_features();

}  // namespace glassgpt
