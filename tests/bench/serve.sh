#!/usr/bin/env bash
# Measures `glassgpt serve`: see serve.mjs, whose options this takes. With --torch, what somebody would write instead is
# measured beside it: the same model in PyTorch behind FastAPI, of Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

install_tools libcli11-dev libspdlog-dev libboost-dev
build_preset release --target glassgpt >&2
options=()
for option; do
  if [ "$option" = --torch ]; then
    install_debian_packages python3-torch libopenblas0-pthread python3-fastapi python3-uvicorn python3-numpy >&2
    options+=(--torch /usr/bin/python3) # to which Debian's packages belong
  else
    options+=("$option")
  fi
done
GLASSGPT_CLI=$PWD/build/release/native/glassgpt exec node tests/bench/serve.mjs "${options[@]}"
