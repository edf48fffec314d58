#!/usr/bin/env bash
# Measures training and decoding, natively and in Chromium, against PyTorch and TensorFlow.js, and prints a table.
#   ./tests/bench/run.sh [--json FILE] [--rounds N] [--seconds S] [--quick] [--tfjs-works ABC] [--tfjs-rounds N]
#   ./tests/bench/run.sh --with-current-torch …   also against the wheel that PyTorch has now, which takes several GB
#   ./tests/bench/run.sh --default-run [--json FILE]   the whole default training and its answers, natively
# It installs what is missing and builds first. Every contestant works on one core. Timings never make it fail; a
# contestant that cannot run gets one line of error, and the exit code is 1.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

bench=tests/bench
site=build/bench/site # what Chromium is given

# TensorFlow.js and our step in it as one worker, with the backend's modules beside it.
bundle_tfjs() {
  local modules=$bench/tfjs/node_modules
  install_npm_packages $bench/tfjs &&
    $modules/.bin/esbuild $bench/tfjs/train.js --bundle --format=esm --outfile=$site/tfjs.js &&
    cp $modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm $site/
}

# The wheel that PyTorch has now, in an environment of its own, unless it is there. Its packages for graphics cards come
# with it: it does not start without them.
install_current_torch() {
  local torch=build/bench/torch
  $torch/bin/python -c "import torch" 2>/dev/null && return
  say "Installing current PyTorch into $torch"
  rm -rf $torch
  python3 -m venv --without-pip $torch
  python3 -m pip --python $torch/bin/python --disable-pip-version-check install --quiet --no-compile torch
}

if [ "${1:-}" = --default-run ]; then
  shift
  install_tools libcli11-dev libspdlog-dev python3
  build_preset release
  exec python3 $bench/default_run.py --cli build/release/native/glassgpt "$@"
fi

current_torch=()
if [ "${1:-}" = --with-current-torch ]; then
  shift
  install_current_torch
  current_torch=(--current-torch build/bench/torch/bin/python)
fi
install_tools libcli11-dev libspdlog-dev libbenchmark-dev libeigen3-dev python3-torch libopenblas0-pthread chromium python3
build_preset release
build_page
build_preset bench --target limit
rm -rf $site
mkdir -p $site
cp $bench/browser/index.html $bench/browser/*.js build/wasm/wasm/glassgpt.js build/wasm/wasm/*.wasm $site/
em++ -O3 -msimd128 --no-entry -sSTANDALONE_WASM -sEXPORTED_FUNCTIONS=_multiply_adds,_operations_per_round \
  $bench/limit/multiply_adds.cpp -o $site/multiply_adds.wasm
bundle_tfjs >build/bench/tfjs.log 2>&1 || true # without its bundle, the contestant says so
exec python3 $bench/bench.py --cli build/release/native/glassgpt \
  --wasm build/wasm/wasm --limit build/bench/tests/bench/limit --site $site "${current_torch[@]}" "$@"
