# How our own targets are compiled.

set(glassgpt_default_march "")
if(NOT EMSCRIPTEN AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(glassgpt_default_march "x86-64-v3")
endif()
set(GLASSGPT_MARCH "${glassgpt_default_march}" CACHE STRING
    "Processor to compile the core for: a value of -march, or empty for the compiler's default")

# Of the core's sources those that calculate: what is worth the room of fast code in a module.
set(GLASSGPT_ARITHMETIC "(^|/)math/|/(transformer|decoder|adam|gradient_norm|rng)\\.cpp$")

# WebAssembly: exceptions must be of one kind in everything that is linked, the test libraries included. Every browser
# that knows them knows the other instructions too, which take less room than what stands in for them.
if(EMSCRIPTEN)
  add_compile_options(-fwasm-exceptions -msimd128 -mnontrapping-fptoint -msign-ext)
  add_link_options(-fwasm-exceptions)
endif()

# Debian's Emscripten takes Node's packages from Debian's folder for them, where a Node from elsewhere does not look.
if(EMSCRIPTEN AND EXISTS /usr/share/nodejs/acorn)
  set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "\"${CMAKE_COMMAND}\" -E env NODE_PATH=/usr/share/nodejs")
endif()

# C++20, warnings as errors, and the instrumentation that the options ask for. NOT_INSTRUMENTED: it is only linked with
# what is; compiling it takes a third of the time.
function(glassgpt_compile_options target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NOT_INSTRUMENTED" "" "")
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /WX /utf-8 /permissive-)
    target_compile_definitions(${target} PRIVATE _USE_MATH_DEFINES)
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${target} PRIVATE -Wno-restrict)  # false alarms on std::string, GCC bug 105651
    endif()
  endif()
  if(WIN32)
    target_compile_definitions(${target} PRIVATE NOMINMAX WIN32_LEAN_AND_MEAN)  # for windows.h
  endif()
  if(MINGW AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC does not align Windows' stack to what AVX's aligned moves want (GCC bug 54412)
    target_compile_options(${target} PRIVATE -Wa,-muse-unaligned-vector-move)
  endif()
  if(arg_NOT_INSTRUMENTED)
    return()
  endif()
  if(GLASSGPT_SANITIZE)
    if(MSVC)
      target_compile_options(${target} PRIVATE /fsanitize=address)
    else()
      set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
      target_compile_options(${target} PRIVATE ${sanitizers} -fno-omit-frame-pointer)
      target_link_options(${target} PUBLIC ${sanitizers})
    endif()
  endif()
  if(GLASSGPT_BUILD_FUZZERS)
    # What tells libFuzzer which code ran. Not what was compared, which costs half of the time, the tests' too: the
    # dictionaries have the words that are looked for.
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp)
  endif()
  if(GLASSGPT_COVERAGE)
    if(MSVC)
      message(FATAL_ERROR "GLASSGPT_COVERAGE needs GCC or Clang.")
    endif()
    target_compile_options(${target} PRIVATE --coverage)
    target_link_options(${target} PUBLIC --coverage)
  endif()
endfunction()

# Optimises the target fully even where debug information is wanted, and spares it the error numbers of the C library's
# mathematics, which nobody reads and which keep the compiler from taking several square roots at a time.
function(glassgpt_optimise_arithmetic target)
  if(NOT MSVC)
    target_compile_options(${target} PRIVATE -fno-math-errno $<$<CONFIG:RelWithDebInfo>:-O3>)
  endif()
endfunction()

# Compiles the target for GLASSGPT_MARCH. Only the core gets it: the program must be able to start on any processor to
# say that it needs another one.
function(glassgpt_use_march target)
  if(NOT GLASSGPT_MARCH)
    return()
  endif()
  if(NOT MSVC)
    target_compile_options(${target} PRIVATE "-march=${GLASSGPT_MARCH}")
  elseif(GLASSGPT_MARCH STREQUAL "x86-64-v3")
    target_compile_options(${target} PRIVATE /arch:AVX2)
  else()
    message(FATAL_ERROR "GLASSGPT_MARCH is \"${GLASSGPT_MARCH}\", but with MSVC it can only be x86-64-v3 or empty.")
  endif()
endfunction()
