# The build step of glassgpt_embed(): writes OUTPUT from the pairs of function and file in FILES.
# Byte arrays rather than string literals, whose length MSVC limits.

set(code "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
while(FILES)
  list(POP_FRONT FILES function file)
  file(READ "${file}" bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(REPEAT "[0-9a-f]" 32 line)
  string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND code "\nstatic constexpr char ${function}_bytes[] = {\n${bytes}};\n"
                     "std::string_view ${function}() { return {${function}_bytes, ${size}}; }\n")
endwhile()
string(APPEND code "\n}  // namespace ${NAMESPACE}\n")
file(WRITE "${OUTPUT}" "${code}")
