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

if(NOT EMSCRIPTEN)
  find_package(nlohmann_json 3.11 REQUIRED)
  if(GLASSGPT_USES_UTF8PROC)
    find_package(utf8proc REQUIRED)
  endif()
  if(GLASSGPT_PRODUCT STREQUAL "eigen" OR GLASSGPT_BUILD_TESTS OR GLASSGPT_BUILD_BENCHMARKS)
    find_package(Eigen3 3.4 REQUIRED NO_MODULE)
  endif()
  return()
endif()
if(GLASSGPT_PRODUCT STREQUAL "eigen")
  message(FATAL_ERROR "GLASSGPT_PRODUCT is eigen, which is not built for WebAssembly: there it is a third as fast.")
endif()

# Emscripten's toolchain looks for packages in its sysroot only, and a -I of the host's include folder would shadow that
# sysroot's headers. The library is headers alone: it is taken from the host through a folder that holds nothing but a
# link to it.
find_path(GLASSGPT_NLOHMANN_INCLUDE_DIR nlohmann/json.hpp
  PATHS /usr/include /usr/local/include /opt/homebrew/include "$ENV{VCPKG_ROOT}/installed/x64-windows/include"
  NO_CMAKE_FIND_ROOT_PATH
  REQUIRED
  DOC "Folder that holds nlohmann/json.hpp")
set(glassgpt_host_headers "${PROJECT_BINARY_DIR}/host-headers")
file(MAKE_DIRECTORY "${glassgpt_host_headers}")
file(CREATE_LINK "${GLASSGPT_NLOHMANN_INCLUDE_DIR}/nlohmann" "${glassgpt_host_headers}/nlohmann" SYMBOLIC
  RESULT glassgpt_link_failed)
if(glassgpt_link_failed)  # Windows may not allow links; there, no header of the host's own C library stands beside it
  set(glassgpt_host_headers "${GLASSGPT_NLOHMANN_INCLUDE_DIR}")
endif()
add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED GLOBAL)
target_include_directories(nlohmann_json::nlohmann_json SYSTEM INTERFACE "${glassgpt_host_headers}")
