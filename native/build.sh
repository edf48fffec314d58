#!/usr/bin/env bash
# Installs what is missing, builds the program and says where it lies:
#   ./native/build.sh [--package|--mpi]
# With --package also what others install: a .deb where Debian's tools are, and an archive. With --mpi the program that
# trains on several machines instead.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/common.sh

[[ $# = 0 || ($# = 1 && $1 = --package) || ($# = 1 && $1 = --mpi) ]] || die "usage: ./native/build.sh [--package|--mpi]"

say "Checking what is installed"
if [ "${1:-}" = --mpi ]; then
  install_program_tools "${mpi_packages[@]}"
  say "Building the program for several machines"
  build_preset mpi --target glassgpt_mpi
  program=build/release/native/mpi/glassgpt
  "$program" --version
  say "The program is $PWD/$program. Try: mpirun -n 2 $program train --pretrain data/stories.txt"
  exit
fi
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
