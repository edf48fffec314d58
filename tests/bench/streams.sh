#!/usr/bin/env bash
# Measures how many tokens a second are generated of 1 to 64 prompts at once, of works of works.json:
#   ./tests/bench/streams.sh [WORK...]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libbenchmark-dev libcli11-dev libeigen3-dev nlohmann-json3-dev
build_preset bench --target streams >&2
if [ $# -eq 0 ]; then set -- A C; fi
exec build/bench/tests/bench/streams tests/bench/works.json "$@"
