# Puts files into a program.
#
#   glassgpt_embed(target output HEADER header NAMESPACE namespace function file [function file]...)
#
# generates the source `output` of the target, which defines for each file a function of that name in the namespace,
# returning its bytes as a std::string_view, as the header declares it.
function(glassgpt_embed target output)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "HEADER;NAMESPACE" "")
  set(path "${CMAKE_CURRENT_BINARY_DIR}/${output}")
  set(script "${PROJECT_SOURCE_DIR}/cmake/embed.cmake")
  set(files "")
  set(rest "${arg_UNPARSED_ARGUMENTS}")
  while(rest)
    list(POP_FRONT rest function file)
    list(APPEND files "${file}")
  endwhile()
  add_custom_command(
    OUTPUT "${path}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${path}" "-DHEADER=${arg_HEADER}" "-DNAMESPACE=${arg_NAMESPACE}"
            "-DFILES=${arg_UNPARSED_ARGUMENTS}" -P "${script}"
    DEPENDS ${files} "${script}"
    VERBATIM)
  target_sources(${target} PRIVATE "${path}")
endfunction()
