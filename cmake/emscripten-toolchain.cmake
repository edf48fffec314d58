# Emscripten's own toolchain file, wherever it is: an activated emsdk, a distribution's package or Homebrew's.

if(DEFINED ENV{EMSDK})
  set(glassgpt_emscripten_root "$ENV{EMSDK}/upstream/emscripten")
else()
  find_program(GLASSGPT_EM_CONFIG em-config DOC "Tells where Emscripten is installed")
  if(GLASSGPT_EM_CONFIG)
    execute_process(
      COMMAND "${GLASSGPT_EM_CONFIG}" EMSCRIPTEN_ROOT
      OUTPUT_VARIABLE glassgpt_emscripten_root
      OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
endif()

set(glassgpt_emscripten_toolchain "${glassgpt_emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
if(NOT EXISTS "${glassgpt_emscripten_toolchain}")
  message(FATAL_ERROR "Emscripten was not found. Install it (Debian, Homebrew: the package emscripten), or activate an "
                      "emsdk so that EMSDK is set.")
endif()
include("${glassgpt_emscripten_toolchain}")
