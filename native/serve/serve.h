#pragma once

#include "native/serve/service.h"

namespace glassgpt {

/// Serves a model until it is told to stop: SIGTERM and Ctrl-C end it once what runs is answered, a second one at once;
/// SIGHUP loads the model file anew.
/// @return the exit code
/// @throws Error if the model, the page, the keys or the address cannot be used
int serve(const ServeOptions& options);

}  // namespace glassgpt
