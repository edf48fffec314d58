# GoogleTest for another system than the host, where no package has it: built from its sources.

find_path(GLASSGPT_GOOGLETEST_SOURCE googletest/include/gtest/gtest.h
  PATHS /usr/src/googletest
  NO_CMAKE_FIND_ROOT_PATH
  DOC "GoogleTest's source (Debian: the package googletest)")
if(NOT GLASSGPT_GOOGLETEST_SOURCE)
  message(FATAL_ERROR "GoogleTest's source was not found. On Debian: apt-get install googletest. ${GLASSGPT_INSTALL_HINT}")
endif()
set(INSTALL_GTEST OFF)
set(BUILD_GMOCK OFF)
if(EMSCRIPTEN)
  set(gtest_disable_pthreads ON)
endif()
add_subdirectory("${GLASSGPT_GOOGLETEST_SOURCE}" "${PROJECT_BINARY_DIR}/googletest" EXCLUDE_FROM_ALL SYSTEM)
