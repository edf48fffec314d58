# What `cpack` makes of a build: an archive of the program and its documentation, and where Debian's tools are, a .deb.

include(GNUInstallDirs)
install(FILES "${PROJECT_SOURCE_DIR}/docs/cli.md" "${PROJECT_SOURCE_DIR}/docs/model-format.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT program)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright COMPONENT program)

set(CPACK_PACKAGE_VENDOR "The GlassGPT authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "small GPT that is trained and looked into on the command line")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_COMPONENTS_ALL program)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_STRIP_FILES ON)
string(TOLOWER "${CMAKE_SYSTEM_NAME}" glassgpt_system)
set(CPACK_PACKAGE_FILE_NAME "glassgpt-${PROJECT_VERSION}-${glassgpt_system}-${CMAKE_SYSTEM_PROCESSOR}")

set(CPACK_GENERATOR TGZ)
if(WIN32)
  set(CPACK_GENERATOR ZIP)
endif()
find_program(GLASSGPT_DPKG_SHLIBDEPS dpkg-shlibdeps DOC "Tells which packages of Debian a program needs")
if(GLASSGPT_DPKG_SHLIBDEPS AND NOT CMAKE_CROSSCOMPILING)
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_DEBIAN_PACKAGE_NAME glassgpt)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The GlassGPT authors <maintainers@glassgpt.invalid>")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Trains a transformer language model on own facts and questions in seconds, asks\nit, and shows what it does: tokens, attention, probabilities. Two small datasets\nare in it.")
include(CPack)
