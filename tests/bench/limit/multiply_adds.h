#pragma once

/// Multiplies and adds float32 numbers as fast as one core can, in registers alone: natively vectors of 256 bits, or
/// 512 where compiled for AVX-512, with fused operations; in WASM of 128 bits with one operation after the other.
///
/// @param rounds  each is operations_per_round() operations
/// @return a number that depends on all of them
extern "C" float multiply_adds(int rounds);

/// Floating-point operations of a round.
extern "C" int operations_per_round();
