#pragma once

#include "core/session.h"

namespace glassgpt {

/// Prepares the session's data, telling how far it is where that takes more than a moment: by a bar on a terminal, else
/// by a line now and then.
/// @throws Error as Session::begin_preparation and Session::prepare_item
void prepare(Session& session, Preparation what);

}  // namespace glassgpt
