# Libraries of headers alone, for a compiler that makes programs for another system.

# Its toolchain looks for packages in its own folders only, and a -I of the host's include folder would shadow its system
# headers. Headers that suit every system are taken from the host through a folder that holds nothing but links to them.
#
#   glassgpt_add_host_headers(target header folder...)
#
# makes an imported target of the folders beside each other, of which the first is found by one of its headers.
function(glassgpt_add_host_headers target header folder)
  string(MAKE_C_IDENTIFIER "${folder}" name)
  string(TOUPPER "GLASSGPT_${name}_INCLUDE_DIR" variable)
  find_path(${variable} ${header}
    PATHS /usr/include /usr/include/eigen3 /usr/local/include /opt/homebrew/include
          /opt/homebrew/include/eigen3 "$ENV{VCPKG_ROOT}/installed/x64-windows/include"
    NO_CMAKE_FIND_ROOT_PATH
    DOC "Folder that holds ${header}")
  if(NOT ${variable})
    message(FATAL_ERROR "${header} was not found. ${GLASSGPT_INSTALL_HINT}")
  endif()
  set(links "${PROJECT_BINARY_DIR}/host-headers")
  file(MAKE_DIRECTORY "${links}")
  foreach(each IN ITEMS ${folder} ${ARGN})
    file(CREATE_LINK "${${variable}}/${each}" "${links}/${each}" SYMBOLIC RESULT failed)
    if(failed)  # Windows may not allow links; there, no header of the host's own C library stands beside it
      set(links "${${variable}}")
      break()
    endif()
  endforeach()
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${links}")
endfunction()
