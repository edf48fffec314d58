#!/usr/bin/env bash
# Counts the instructions of one training step: ./tests/bench/instructions.sh [WORK]... (default A B) [--json FILE]
# The count is the same on every run, whatever else the machine does. It is of the code for AVX2, as valgrind knows no
# AVX-512. Work A takes minutes, because valgrind emulates every multiply-add.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libcli11-dev libspdlog-dev valgrind python3
build_preset release
exec python3 tests/bench/instructions.py --cli build/release/native/glassgpt "$@"
