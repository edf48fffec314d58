# utf8proc, as the imported target utf8proc::utf8proc. Older packages of it have no CMake files of their own.

find_path(UTF8PROC_INCLUDE_DIR utf8proc.h DOC "Folder that holds utf8proc.h")
find_library(UTF8PROC_LIBRARY NAMES utf8proc libutf8proc utf8proc_static DOC "The library utf8proc")
mark_as_advanced(UTF8PROC_INCLUDE_DIR UTF8PROC_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(utf8proc REQUIRED_VARS UTF8PROC_LIBRARY UTF8PROC_INCLUDE_DIR)

if(utf8proc_FOUND AND NOT TARGET utf8proc::utf8proc)
  add_library(utf8proc::utf8proc UNKNOWN IMPORTED)
  set_target_properties(utf8proc::utf8proc PROPERTIES IMPORTED_LOCATION "${UTF8PROC_LIBRARY}")
  # A compiler's own include folder, named once more, would come in the wrong order.
  if(NOT UTF8PROC_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
    set_target_properties(utf8proc::utf8proc PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${UTF8PROC_INCLUDE_DIR}")
  endif()
endif()
