# GoogleTest and RapidCheck for WebAssembly, where no package has them: built from their sources.

find_path(GLASSGPT_GOOGLETEST_SOURCE googletest/include/gtest/gtest.h
  PATHS /usr/src/googletest
  NO_CMAKE_FIND_ROOT_PATH
  REQUIRED
  DOC "GoogleTest's source (Debian: the package googletest)")
set(INSTALL_GTEST OFF)
set(gtest_disable_pthreads ON)
add_subdirectory("${GLASSGPT_GOOGLETEST_SOURCE}" "${PROJECT_BINARY_DIR}/googletest" EXCLUDE_FROM_ALL SYSTEM)
