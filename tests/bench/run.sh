#!/usr/bin/env bash
# Builds the program and the WASM module and measures them: ./tests/bench/run.sh [--quick] [--json FILE]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libcli11-dev libspdlog-dev python3
build_preset release
build_preset wasm --target glassgpt_wasm
exec python3 tests/bench/bench.py --cli build/release/native/glassgpt --wasm build/wasm/wasm "$@"
