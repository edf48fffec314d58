#pragma once

#include "encoded_dataset.h"

namespace glassgpt {

/// Largest share of a dataset that can be held out.
inline constexpr double kMostHeldOut = 0.5;

/// Throws Error if the share is out of range.
void check_held_out(double share);

/// Holds a share of a dataset's examples out of it, to measure what a model makes of texts that it is not trained on;
/// of a text that is longer than the context, pieces.
///
/// Of n examples m are held out, evenly spread as spread_place() says. The same n and share give the same examples.
///
/// @param[in,out] data  keeps the others in their order
/// @param share  of all of them, 0 to kMostHeldOut; m is rounded, but at least 1 if the share is not 0 and n at least 2
/// @return what is held out
/// @throws Error if the share is out of range
EncodedDataset hold_out(EncodedDataset& data, double share);

/// How much is left, as training data, and held out, as validation data, once that is done; the data stays as it is.
PhaseTokenCounts counts_of_parts(const EncodedDataset& data, double share);

}  // namespace glassgpt
