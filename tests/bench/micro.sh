#!/usr/bin/env bash
# Measures each operation of the core by itself, with Google Benchmark; its flags go to it, such as
#   ./tests/bench/micro.sh --benchmark_filter=matmul --benchmark_format=json
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libbenchmark-dev libeigen3-dev
build_preset bench --target micro >&2
exec build/bench/tests/bench/micro "$@"
