#!/usr/bin/env bash
# Installs what is missing, builds the program and says where it lies:
#   ./native/build.sh [--package]
# With --package also what others install: a .deb where Debian's tools are, and an archive.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/common.sh

[[ $# = 0 || ($# = 1 && $1 = --package) ]] || die "usage: ./native/build.sh [--package]"

say "Checking what is installed"
# shellcheck disable=SC2119  # no more packages than those
install_program_tools
say "Building the program"
build_preset release --target glassgpt
program=build/release/native/glassgpt
"$program" --version
say "The program is $PWD/$program. Try: ./$program"
if [ $# = 1 ]; then
  rm -rf build/packages
  quietly build/release/package.log cpack --config build/release/CPackConfig.cmake -B build/packages
  say "The packages are:" build/packages/glassgpt*
fi
