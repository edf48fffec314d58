#!/usr/bin/env bash
# Builds the page and serves it on http://localhost:8080, or on the port given:
#   ./web/serve.sh [--port N]
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/common.sh

port=8080
if [ $# -gt 0 ]; then
  [[ $# = 2 && $1 = --port && $2 =~ ^[0-9]{1,5}$ ]] || die "usage: ./web/serve.sh [--port N]"
  port=$2
fi
if (exec 3<>"/dev/tcp/localhost/$port") 2>/dev/null; then
  die "port $port is taken. Stop what listens there, or choose another: ./web/serve.sh --port $((port + 1))"
fi

say "Checking what is installed"
# shellcheck disable=SC2119  # no more packages than those
install_tools
say "Building the WASM module and the page"
build_page
say "Serving web/dist; Ctrl-C stops it"
cd web
exec node_modules/.bin/vite preview --port "$port" --strictPort
