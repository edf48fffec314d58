#!/usr/bin/env bash
# Measures the matrix products of training steps, with AVX-512 where there is it and with AVX2: GFLOP/s, and the share of
# what a loop of multiply-adds reaches at the same time.
#   ./tests/bench/products.sh [SECONDS A PRODUCT] [WORKS, such as ABC]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libbenchmark-dev libeigen3-dev
build_preset bench --target products >&2
for program in products_avx512 products; do
  program=build/bench/tests/bench/$program
  [ ! -x $program ] || $program tests/bench/works.json "$@"
done
