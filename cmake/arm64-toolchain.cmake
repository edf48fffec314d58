# Programs for Linux on 64-bit ARM made on another processor by GCC, and run there by QEMU.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

set(glassgpt_target aarch64-linux-gnu)
find_program(GLASSGPT_ARM64_GCC ${glassgpt_target}-g++ DOC "GCC for 64-bit ARM")
if(NOT GLASSGPT_ARM64_GCC)
  message(FATAL_ERROR "GCC for 64-bit ARM was not found. On Debian: apt-get install g++-aarch64-linux-gnu. "
                      "./tests/run.sh arm64 installs it.")
endif()
set(CMAKE_CXX_COMPILER "${GLASSGPT_ARM64_GCC}")
set(CMAKE_C_COMPILER ${glassgpt_target}-gcc)  # what CMake tries out for GoogleTest

set(CMAKE_LIBRARY_ARCHITECTURE ${glassgpt_target})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

find_program(GLASSGPT_QEMU NAMES qemu-aarch64 qemu-aarch64-static DOC "QEMU, which runs programs for 64-bit ARM")
if(GLASSGPT_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${GLASSGPT_QEMU};-L;/usr/${glassgpt_target}")
endif()
