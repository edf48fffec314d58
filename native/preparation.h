#pragma once

#include "core/session.h"

namespace glassgpt {

/// Prepares the session's data, and tells how far that is if it takes long.
/// @throws Error as Session::begin_preparation and Session::prepare_item
void prepare(Session& session, Preparation what);

}  // namespace glassgpt
