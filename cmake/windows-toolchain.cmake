# Programs for 64-bit Windows made on another system by MinGW-w64, and run there by Wine.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

set(glassgpt_target x86_64-w64-mingw32)
find_program(GLASSGPT_MINGW NAMES ${glassgpt_target}-g++-posix ${glassgpt_target}-g++ DOC "MinGW-w64's C++ compiler")
if(NOT GLASSGPT_MINGW)
  message(FATAL_ERROR "MinGW-w64 was not found. On Debian: apt-get install g++-mingw-w64-x86-64-posix. "
                      "./tests/run.sh windows installs it.")
endif()
set(CMAKE_CXX_COMPILER "${GLASSGPT_MINGW}")
string(REPLACE g++ gcc CMAKE_C_COMPILER "${GLASSGPT_MINGW}")  # what CMake tries out for GoogleTest
set(CMAKE_RC_COMPILER ${glassgpt_target}-windres)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)  # of the compiler's libraries none has to be beside the program

set(CMAKE_FIND_ROOT_PATH /usr/${glassgpt_target})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

find_program(GLASSGPT_WINE NAMES wine64 wine DOC "Wine, which runs Windows programs")
if(GLASSGPT_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${GLASSGPT_WINE}")
endif()
