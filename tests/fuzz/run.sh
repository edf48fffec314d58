#!/usr/bin/env bash
# Builds the fuzz targets and gives each of them seeds changed by chance:
#   ./tests/fuzz/run.sh [--runs N] [TARGET]...
# Without --runs a few seconds' worth, the same ones every time. With it N inputs each, other ones every time; those that
# reached something new are kept in build/fuzz/corpus, where the next run goes on. What shows a fault is kept in
# build/fuzz/findings: the target given that file alone shows it again; once mended, it becomes a seed in
# tests/fixtures/fuzz.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/common.sh

usage="usage: ./tests/fuzz/run.sh [--runs N] [TARGET]..."
# A target, its dictionary and the longest input in bytes: a model file has to hold a model.
targets="
checkpoint_json checkpoint 4096
checkpoint_safetensors checkpoint 4096
tokenizer_file tokenizer 2048
tokenizer_text tokenizer 512
result_file result 2048
serve_request serve 1024
dataset_json dataset 512
dataset_jsonl dataset 512
dataset_csv dataset 512
dataset_tsv dataset 512
dataset_text dataset 512
dataset_any dataset 512
"
# Those of the page, in JavaScript.
page_targets="address messages"

# fuzz TARGET DICTIONARY LENGTH: says what came of it, and whether that is good.
fuzz() {
  local name=$1 dictionary=$2 length=$3 folder log=build/fuzz/$1.log
  local limits=(-timeout=60 -malloc_limit_mb=64 -rss_limit_mb=2048)
  local options
  if [ -n "$runs" ]; then
    folder=build/fuzz/corpus/$name options=(-runs="$runs" -reload=0)
  else
    folder=build/fuzz/few/$name options=(-seed=1 -runs="$few_runs")
    rm -rf "$folder"
  fi
  mkdir -p "$folder" build/fuzz/findings
  if ! build/sanitize/tests/fuzz/fuzz_"$name" "${options[@]}" "${limits[@]}" -max_len="$length" -entropic=0 -print_final_stats=1 \
    -dict="tests/fixtures/fuzz/dictionaries/$dictionary.dict" -artifact_prefix="build/fuzz/findings/$name-" \
    "$folder" "tests/fixtures/fuzz/$name" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "a fault in what $name reads: see $log"
  fi
  say "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs," \
    "$(sed -n 's/.*DONE *cov: \([0-9]*\).*/\1/p' "$log") places in the code reached"
}

# fuzz_page TARGET: likewise.
fuzz_page() {
  local seed=1
  [ -n "$runs" ] && seed=$((RANDOM * 32768 + RANDOM))
  node "tests/fuzz/$1.mjs" --seed "$seed" --runs "${runs:-$few_runs}"
}

runs=
if [[ ${1:-} = --* ]]; then
  [[ $# -ge 2 && $1 = --runs && $2 =~ ^[1-9][0-9]*$ ]] || die "$usage"
  runs=$2
  shift 2
fi
names=$(awk 'NF { print $1 }' <<<"$targets" | xargs)
# shellcheck disable=SC2086  # a word each
[ $# -gt 0 ] || set -- $names $page_targets
for name; do
  [[ " $names $page_targets " = *" $name "* ]] || die "there is no target $name; the targets are: $names $page_targets"
done

install_test_tools
build_preset sanitize --target fuzzers
build_preset wasm --target glassgpt_wasm
install_npm_packages web
install_npm_packages tests/fuzz
export -f fuzz fuzz_page say die
export targets runs few_runs=20000 GLASSGPT_WASM_DIR=$PWD/build/wasm/wasm
printf '%s\n' "$@" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I {} \
  bash -euo pipefail -c 'if [ -e tests/fuzz/{}.mjs ]; then fuzz_page {}; else fuzz $(grep "^{} " <<<"$targets"); fi'
