#pragma once

#include <string>

namespace glassgpt {

/// Appends a number in decimal digits, as JSON has it: `0.1`, `5.0`, `-0.0`, `1e-45`, `3.4028235e+38`. It is rounded to
/// as few digits as are still nearer to it than to any other float32, which is what they read back to.
/// @param value  finite
void append_number(std::string& text, float value);

/// Likewise a double. It takes much longer, because the C library writes all digits first. @param value  finite
void append_number(std::string& text, double value);

/// A number for a message: as append_number has it, or `inf`, `-inf`, `nan`.
std::string describe_number(double value);

}  // namespace glassgpt
