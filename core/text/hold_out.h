#pragma once

#include <cstddef>

#include "dataset.h"

namespace glassgpt {

/// Largest share of a dataset that can be held out.
inline constexpr double kMostHeldOut = 0.5;

/// Throws Error if the share is out of range.
void check_held_out(double share);

/// Holds a share of a dataset's examples out of it, to measure what a model makes of texts that it is not trained on.
///
/// Of n examples m are held out, evenly spread as spread_place() says. The same n and share give the same examples.
///
/// @param[in,out] dataset  keeps the others in their order
/// @param[in,out] held_out  what was held out of it before, which is put back first; then what is held out now
/// @param share  of all of them, 0 to kMostHeldOut; m is rounded, but at least 1 if the share is not 0 and n at least 2
/// @throws Error if the share is out of range
void hold_out(Dataset& dataset, Dataset& held_out, double share);

/// Some of the examples as they were before hold_out() parted them: up to `count` from number `first` on.
Dataset some_of_whole(const Dataset& dataset, const Dataset& held_out, std::size_t first, std::size_t count);

}  // namespace glassgpt
