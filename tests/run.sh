#!/usr/bin/env bash
# Installs what is missing, builds everything and runs every test. With names of stages, only those:
#   ./tests/run.sh [setup|static|native|serve|scalar|sanitize|fuzz|reliability|wasm|web|tidy|install|mpi|packages|windows|arm64|races]...
# The last three, builds for other systems and one that looks for data races, run only by name.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/common.sh

passed=0

heading() {
  began=$SECONDS
  say "== $1"
}

# The C++ tests of a preset, and their number added to `passed`.
run_ctest() {
  local log=build/$1/ctest.log tests
  quietly "$log" ctest --preset "$1" --parallel "$(getconf _NPROCESSORS_ONLN)" --verbose
  grep -q 'SKIPPED\|DISABLED' "$log" && die "tests were skipped or disabled: see $log"
  # In Node they are coloured.
  tests=$(sed -n 's/\x1b\[[0-9;]*m//g; s/^[0-9]*: \[  PASSED  \] \([0-9]*\) tests\?\.\r\?$/\1/p' "$log" | paste -sd +)
  [ $((tests)) -gt 0 ] || die "no test ran: see $log"
  say "$((tests)) C++ tests passed"
  passed=$((passed + tests))
}

# Node's test runner on the files given, and their tests' number added to `passed`.
run_node_tests() {
  local tap tests
  tap=$(mktemp)
  node --test --test-concurrency="$(getconf _NPROCESSORS_ONLN)" --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$tap" "$@"
  [ "$(grep -cxE '# (skipped|todo) 0' "$tap")" = 2 ] || die "some of these tests were skipped: $*"
  tests=$(sed -n 's/^# pass //p' "$tap")
  rm "$tap"
  passed=$((passed + tests))
}

stage_setup() {
  heading "What is installed"
  install_test_tools llvm clang-format gcovr \
    chromium chromium-headless-shell firefox-esr python3 python3-pip
}

stage_static() {
  heading "Source files, their format, the data, and what is used of others"
  python3 tests/check_files.py
  python3 tests/extending.py
  python3 tests/check_headers.py
  python3 core/text/make_character_classes.py --check
  find core native wasm tests \( -name '*.cpp' -o -name '*.h' \) -exec clang-format --dry-run -Werror {} +
  say "Formatted as .clang-format says"
  python3 data/check.py
  python3 tools/dependencies.py --check
}

stage_native() {
  heading "C++ tests, and what the program learns by itself"
  build_preset release-tests
  run_ctest release-tests
  GLASSGPT_CLI=$PWD/build/release/native/glassgpt run_node_tests tests/learning/*.test.mjs
}

stage_serve() {
  heading "The server, and the clients that people have"
  install_serve_tools
  build_preset release-tests
  GLASSGPT_CLI=$PWD/build/release/native/glassgpt run_node_tests tests/serve/*.test.mjs
}

stage_scalar() {
  heading "C++ tests of the arithmetic, built without vector types"
  build_preset scalar --target glassgpt_tests
  run_ctest scalar
}

stage_sanitize() {
  heading "C++ and command line tests under sanitizers, and their coverage"
  build_preset sanitize
  find build/sanitize -name '*.gcda' -delete
  run_ctest sanitize
  GLASSGPT_CLI=$PWD/build/sanitize/native/glassgpt \
    run_node_tests tests/cli/*.test.mjs tests/serve/{answers,bounds,hostile}.test.mjs
  gcovr --gcov-executable "llvm-cov gcov" --root . --filter core/ --filter native/ --object-directory build/sanitize \
    --print-summary --fail-under-line 85 build/sanitize
}

stage_fuzz() {
  heading "Readers given seeds changed by chance"
  local log=build/fuzz/fuzz.log
  mkdir -p build/fuzz
  tests/fuzz/run.sh | tee "$log"
  passed=$((passed + $(grep -c ' inputs' "$log")))
}

stage_reliability() {
  heading "The program killed, without room, rights, memory or a clock to rely on"
  install_tools faketime
  build_preset release-tests
  GLASSGPT_CLI=$PWD/build/release/native/glassgpt run_node_tests tests/reliability/*.test.mjs
}

stage_wasm() {
  heading "C++ tests in WASM, and WASM against native"
  build_preset wasm
  run_ctest wasm
  build_preset release-tests
  GLASSGPT_CLI=$PWD/build/release/native/glassgpt GLASSGPT_WASM_DIR=$PWD/build/wasm/wasm \
    run_node_tests tests/wasm/*.test.mjs
}

stage_web() {
  heading "The page in a browser"
  build_page
  npm --prefix web run build:package
  install_example_tools
  build_preset release-tests
  GLASSGPT_CLI=$PWD/build/release/native/glassgpt run_node_tests tests/web/*.test.mjs
}

stage_tidy() {
  heading "clang-tidy"
  build_preset release-tests
  build_preset wasm
  install_python_packages tests/tidy build/tidy-tools  # Debian's takes twice as long, most of it in headers of others
  export CLANG_TIDY=build/tidy-tools/bin/clang-tidy
  python3 tests/check_tidy.py build/release core native
  python3 tests/check_tidy.py build/wasm wasm
}

stage_install() {
  heading "The installed library"
  build_preset release-tests
  rm -rf build/install
  quietly build/install.log cmake --install build/release --prefix build/install
  python3 tests/check_headers.py build/install/include/glassgpt
  quietly build/consumer/configure.log \
    cmake -S tests/install_test -B build/consumer -G Ninja -DCMAKE_PREFIX_PATH="$PWD/build/install"
  quietly build/consumer/build.log cmake --build build/consumer
  build/consumer/consumer
  passed=$((passed + 1))
}

# Where the system gives this user no namespaces or no TUN device, nothing stands in for the network.
stage_mpi() {
  heading "Several ranks against one process, on one machine and over networks"
  local tests=(tests/mpi/ranks.test.mjs) space=glassgpt-probe-$$
  install_debian_packages "${mpi_packages[@]}" iproute2 procps
  build_preset mpi --target glassgpt --target glassgpt_mpi
  if [ -w /dev/net/tun ] && ip netns add "$space" 2>/dev/null; then
    ip netns delete "$space"
    tests+=(tests/mpi/network.test.mjs)
  else
    say "No network namespaces here: the tests over networks are left out"
  fi
  GLASSGPT_CLI=$PWD/build/release/native/glassgpt GLASSGPT_MPI=$PWD/build/release/native/mpi/glassgpt \
    run_node_tests "${tests[@]}"
}

# What people install: the packages' contents run, and the .deb says what they need.
stage_packages() {
  heading "The packages"
  quietly build/packages.log native/build.sh --package
  local packages=build/packages root=build/packages/root program
  rm -rf "$root"
  mkdir -p "$root/archive"
  dpkg-deb --extract "$packages"/glassgpt_*.deb "$root/deb"
  tar -xzf "$packages"/glassgpt-*.tar.gz -C "$root/archive"
  for program in "$root/deb/usr/bin/glassgpt" "$root/archive/bin/glassgpt"; do
    "$program" train --pretrain data/facts.csv --epochs 1 --save "$root/model.safetensors" >"$root/log" 2>&1
    grep -q '^Saved' "$root/log" || die "$program does not train: see $root/log"
    [ -s "$(dirname "$program")/../share/doc/glassgpt/copyright" ] || die "no copyright stands beside $program"
    passed=$((passed + 1))
  done
  dpkg-deb --field "$packages"/glassgpt_*.deb Depends | grep -q 'libc6.*libspdlog\|libspdlog.*libc6' ||
    die "the .deb does not say which libraries it needs"
}

# A build for another system, made and tested here: the arithmetic, the text, the files, and training's bits.
cross_build() {
  build_preset "$1"
  run_ctest "$1"
}

stage_windows() {
  heading "Windows: the program, and C++ tests under Wine"
  install_debian_packages g++-mingw-w64-x86-64-posix wine wine64
  cross_build windows
}

stage_arm64() {
  heading "64-bit ARM: the program, and C++ tests under QEMU"
  [[ $(dpkg --print-foreign-architectures) = *arm64* ]] || as_root dpkg --add-architecture arm64
  install_debian_packages g++-aarch64-linux-gnu qemu-user libutf8proc-dev:arm64
  cross_build arm64
}

stage_races() {
  heading "The program's threads under ThreadSanitizer"
  build_preset races --target glassgpt
  install_serve_tools
  export TSAN_OPTIONS=halt_on_error=1 GLASSGPT_CLI=$PWD/build/races/native/glassgpt
  quietly build/races/train.log "$GLASSGPT_CLI" train --threads 2 --pretrain data/facts.json --batch-size 64 --epochs 1 \
    --save build/races/model.safetensors
  passed=$((passed + 1))
  run_node_tests tests/serve/{answers,bounds,hostile,lifecycle}.test.mjs
}

all_stages=(setup static native serve scalar sanitize fuzz reliability wasm web tidy install mpi packages)
named_stages=(windows arm64 races)
[ $# -gt 0 ] || set -- "${all_stages[@]}"
for stage; do
  declare -F "stage_$stage" >/dev/null || die "there is no stage $stage; the stages are: ${all_stages[*]} ${named_stages[*]}"
done

trap 'status=$?; [ $status = 0 ] || printf "\nFAILED in stage %s\n" "$stage" >&2; exit $status' EXIT
for stage; do
  say
  "stage_$stage"
  say "-- $stage: $((SECONDS - began)) s"
done

say
say "$passed passed, 0 failed"
