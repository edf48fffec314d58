#!/usr/bin/env bash
# Measures how long training on 500 MB of text, 10 million questions and both takes to its first step, and how much of
# 2 GB of memory:
#   ./tests/bench/large.sh [--megabytes N] [--questions N] [--threads N]
# The data, 1.2 GB, is written once, into build/bench/large.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libcli11-dev libspdlog-dev python3
build_preset release >&2
exec python3 tests/bench/large.py --cli build/release/native/glassgpt --folder build/bench/large "$@"
