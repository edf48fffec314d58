# What the core uses of others: nlohmann/json, utf8proc where the platform does not compose characters itself, and Eigen
# where its product is asked for or compared with.

set(GLASSGPT_PRODUCT "auto" CACHE STRING
    "What multiplies matrices: auto (the fastest of ours), eigen, or scalar (ours in standard C++)")
set_property(CACHE GLASSGPT_PRODUCT PROPERTY STRINGS auto eigen scalar)
if(NOT GLASSGPT_PRODUCT MATCHES "^(auto|eigen|scalar)$")
  message(FATAL_ERROR "GLASSGPT_PRODUCT is \"${GLASSGPT_PRODUCT}\", but can only be auto, eigen or scalar.")
endif()

set(GLASSGPT_USES_UTF8PROC ON)
if(EMSCRIPTEN OR WIN32)
  set(GLASSGPT_USES_UTF8PROC OFF)
endif()

# What is missing can be installed by the scripts, on Debian, or by hand.
set(GLASSGPT_INSTALL_HINT
    "./native/build.sh installs all that the program needs, and ./tests/run.sh setup all that the tests need.")

# find_package() of a package that has to be there.
macro(glassgpt_find_package name debian_package)
  find_package(${name} ${ARGN} QUIET)
  if(NOT ${name}_FOUND)
    string(CONCAT glassgpt_missing "The package ${name} was not found. On Debian: apt-get install ${debian_package}. "
                  "${GLASSGPT_INSTALL_HINT}")
    message(FATAL_ERROR "${glassgpt_missing}")
  endif()
endmacro()

set(glassgpt_uses_eigen OFF)
if(GLASSGPT_PRODUCT STREQUAL "eigen" OR GLASSGPT_BUILD_TESTS OR GLASSGPT_BUILD_BENCHMARKS)
  set(glassgpt_uses_eigen ON)
endif()
if(EMSCRIPTEN AND GLASSGPT_PRODUCT STREQUAL "eigen")
  message(FATAL_ERROR "GLASSGPT_PRODUCT is eigen, which is not built for WebAssembly: there it is a third as fast.")
endif()

if(GLASSGPT_USES_UTF8PROC)
  glassgpt_find_package(utf8proc libutf8proc-dev)
endif()
if(NOT CMAKE_CROSSCOMPILING)
  glassgpt_find_package(nlohmann_json nlohmann-json3-dev 3.11)
  if(glassgpt_uses_eigen)
    glassgpt_find_package(Eigen3 libeigen3-dev 3.4 NO_MODULE)
  endif()
  if(GLASSGPT_BUILD_CLI)
    glassgpt_find_package(CLI11 libcli11-dev)
    glassgpt_find_package(spdlog libspdlog-dev)
  endif()
  return()
endif()

include(GlassGptHostHeaders)
glassgpt_add_host_headers(nlohmann_json::nlohmann_json nlohmann/json.hpp nlohmann)
if(EMSCRIPTEN)
  return()
endif()
if(glassgpt_uses_eigen)
  glassgpt_add_host_headers(Eigen3::Eigen Eigen/Core Eigen)
endif()
if(GLASSGPT_BUILD_CLI)
  glassgpt_add_host_headers(CLI11::CLI11 CLI/CLI.hpp CLI)
  glassgpt_add_host_headers(spdlog::spdlog spdlog/spdlog.h spdlog fmt)
  target_compile_definitions(spdlog::spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
endif()
