#!/usr/bin/env bash
# Measures what a training step costs over width, layers, context and batch, against its floating-point operations, and
# tells every point above 1.25 times the line through its neighbours:
#   ./tests/bench/cost.sh [--rounds N] [--seconds S] [--sweeps NAME] [--picture docs/images/cost.svg]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libbenchmark-dev libeigen3-dev python3
build_preset bench --target cost >&2
exec python3 tests/bench/cost.py --program build/bench/tests/bench/cost "$@"
