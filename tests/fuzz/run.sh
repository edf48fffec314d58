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

readonly usage="usage: ./tests/fuzz/run.sh [--runs N] [TARGET]..."
# A target, its dictionary and the longest input in bytes: a model file has to hold a model.
readonly targets="
checkpoint_json checkpoint 4096
checkpoint_safetensors checkpoint 4096
tokenizer_file tokenizer 512
tokenizer_text tokenizer 512
dataset_json dataset 512
dataset_jsonl dataset 512
dataset_csv dataset 512
dataset_tsv dataset 512
dataset_text dataset 512
dataset_any dataset 512
"

# fuzz TARGET DICTIONARY LENGTH: says what came of it, and whether that is good.
fuzz() {
  local name=$1 dictionary=$2 length=$3 folder=build/fuzz/corpus/$1 log=build/fuzz/$1.log
  local limits=(-timeout=60 -malloc_limit_mb=64 -rss_limit_mb=2048)
  mkdir -p "$folder" build/fuzz/findings
  local options=(-seed=1 -runs="$few_runs")
  [ -n "$runs" ] && options=(-runs="$runs" -reload=0 "$folder")
  if ! build/fuzz/tests/fuzz/fuzz_"$name" "${options[@]}" "${limits[@]}" -max_len="$length" -entropic=0 -print_final_stats=1 \
    -dict="tests/fixtures/fuzz/dictionaries/$dictionary.dict" -artifact_prefix="build/fuzz/findings/$name-" \
    "tests/fixtures/fuzz/$name" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "a fault in what $name reads: see $log"
  fi
  say "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs," \
    "$(sed -n 's/.*DONE *cov: \([0-9]*\).*/\1/p' "$log") places in the code reached"
}

runs=
if [[ ${1:-} = --* ]]; then
  [[ $# -ge 2 && $1 = --runs && $2 =~ ^[1-9][0-9]*$ ]] || die "$usage"
  runs=$2
  shift 2
fi
mapfile -t chosen < <(awk 'NF' <<<"$targets")
if [ $# -gt 0 ]; then
  chosen=()
  for name; do
    target=$(grep "^$name " <<<"$targets") || die "there is no target $name; the targets are: $(awk '{print $1}' <<<"$targets" | xargs)"
    chosen+=("$target")
  done
fi

install_tools clang libclang-rt-dev
build_preset fuzz
export -f fuzz say die
export few_runs=20000 runs
printf '%s\n' "${chosen[@]}" | xargs -d '\n' -P "$(getconf _NPROCESSORS_ONLN)" -I {} bash -euo pipefail -c 'fuzz {}'
