# Libraries of others: Eigen and nlohmann/json for the core.

if(NOT EMSCRIPTEN)
  find_package(Eigen3 3.4 REQUIRED NO_MODULE)
  find_package(nlohmann_json 3.11 REQUIRED)
  return()
endif()

# Emscripten's toolchain looks for packages in its sysroot only, and a -I of the host's include folder would shadow that
# sysroot's headers. Both libraries are headers alone: they are taken from the host through a folder that holds nothing
# but links to them.
function(glassgpt_host_headers target folder probe)
  find_path(GLASSGPT_${folder}_INCLUDE_DIR "${folder}/${probe}"
    PATHS /usr/include /usr/local/include /opt/homebrew/include "$ENV{VCPKG_ROOT}/installed/x64-windows/include"
    PATH_SUFFIXES eigen3
    NO_CMAKE_FIND_ROOT_PATH
    REQUIRED
    DOC "Folder that holds ${folder}/${probe}")
  set(links "${PROJECT_BINARY_DIR}/host-headers")
  file(MAKE_DIRECTORY "${links}")
  file(CREATE_LINK "${GLASSGPT_${folder}_INCLUDE_DIR}/${folder}" "${links}/${folder}" SYMBOLIC RESULT failed)
  if(failed)  # Windows may not allow links; there, no header of the host's own C library stands beside these
    set(links "${GLASSGPT_${folder}_INCLUDE_DIR}")
  endif()
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${links}")
endfunction()

glassgpt_host_headers(Eigen3::Eigen Eigen Core)
glassgpt_host_headers(nlohmann_json::nlohmann_json nlohmann json.hpp)
