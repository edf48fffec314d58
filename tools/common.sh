# shellcheck shell=bash
# What tests/run.sh, native/build.sh and web/serve.sh share. To be sourced with the repository's root as the working directory.

say() { printf '%s\n' "$*"; }

die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

# Runs its arguments with the output in a file, which is shown only if they fail.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 && return
  local status=$?
  cat "$log" >&2
  return "$status"
}

# Runs its arguments as root.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "packages are missing, and installing them takes root. As root, run: $*"
  fi
}

# Installs those of the Debian packages named that are missing.
install_debian_packages() {
  local package missing=()
  for package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600
    install --no-install-recommends "${missing[@]}")
  if ! apt-get -qq --simulate install "${missing[@]}" >/dev/null 2>&1 || ! as_root "${install[@]}"; then
    say "Updating the package lists first"
    as_root apt-get -q -o DPkg::Lock::Timeout=600 update
    as_root "${install[@]}"
  fi
}

# Makes sure that commands are there: on Debian by installing the packages named after `--`, elsewhere by saying what is
# missing and how to get it.
require_tools() {
  local tool missing=()
  if command -v apt-get >/dev/null; then
    while [ "$1" != -- ]; do shift; done
    install_debian_packages "${@:2}"
    return
  fi
  for tool; do
    [ "$tool" != -- ] || break
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ ${#missing[@]} = 0 ] ||
    die "${missing[*]} not found, and only Debian's packages are installed by this script. macOS: brew install" \
      "cmake ninja node emscripten eigen nlohmann-json utf8proc cli11 spdlog boost googletest rapidcheck llvm gcovr;" \
      "Windows: use Debian in WSL, or install them with your package manager."
}

# What the program is built with, and the Debian packages named besides.
install_program_tools() {
  require_tools cmake ninja -- build-essential cmake ninja-build nlohmann-json3-dev libutf8proc-dev \
    libcli11-dev libspdlog-dev libboost-dev "$@"
}

# What the WASM module and the page are built with, and the Debian packages named besides. A Node or Emscripten from
# elsewhere is used as it is.
install_tools() {
  local commands=(cmake ninja node npm python3)
  local packages=(build-essential cmake ninja-build nlohmann-json3-dev libutf8proc-dev "$@")
  command -v node >/dev/null || packages+=(nodejs)
  command -v npm >/dev/null || packages+=(npm)
  [ -n "${EMSDK:-}" ] || {
    commands+=(em-config)
    packages+=(emscripten)
  }
  require_tools "${commands[@]}" -- "${packages[@]}"
  node -e 'process.exit(Number.parseInt(process.versions.node) < 18 ? 1 : 0)' ||
    die "Node $(node --version) is too old: version 18 or newer is needed."
}

# What the C++ tests are built with, under sanitizers too, and the Debian packages named besides.
install_test_tools() {
  install_tools libcli11-dev libspdlog-dev libboost-dev libgtest-dev googletest librapidcheck-dev libeigen3-dev \
    clang libclang-rt-dev "$@"
}

# Configures and builds a CMake preset; what follows its name goes to the build.
build_preset() {
  quietly "build/$1/configure.log" cmake --preset "$1"
  cmake --build --preset "$@"
}

# Installs the npm packages that a folder's lock file names, unless they are.
install_npm_packages() {
  local lock=$1/package-lock.json installed=$1/node_modules/.installed-lock.json
  cmp -s "$lock" "$installed" && return
  say "Installing the npm packages of $1"
  npm --prefix "$1" ci --no-audit --no-fund && cp "$lock" "$installed"
}

# Installs the Python packages that a folder's requirements.txt names into an environment of their own, unless they are.
install_python_packages() {
  local requirements=$1/requirements.txt tools=$2
  cmp -s "$requirements" "$tools/requirements.txt" && return
  say "Installing the Python packages of $1"
  rm -rf "$tools"
  python3 -m venv --without-pip "$tools"
  # All that they need is named, and compiled when it is first used.
  python3 -m pip --python "$tools/bin/python" --disable-pip-version-check install --quiet --no-deps --no-compile \
    --requirement "$requirements" && cp "$requirements" "$tools"
}

# Installs what the examples are built with in tests: reveal.js beside its slides, Python's tools into build/example-tools.
install_example_tools() {
  install_npm_packages examples/revealjs
  install_python_packages examples build/example-tools
}

# Unpacks a Debian package into a folder, unless it is there: what would start by itself once it is installed.
unpack_debian_package() {
  local package=$1 folder=$2 file
  [ -d "$folder/usr" ] && return
  say "Unpacking $package"
  rm -rf "$folder" && mkdir -p "$folder"
  (cd "$folder" && { apt-get -qq download "$package" || { as_root apt-get -q update && apt-get -qq download "$package"; }; }) \
    2>"$folder/download.log" || die "$package could not be fetched: see $folder/download.log"
  for file in "$folder"/*.deb; do dpkg-deb --extract "$file" "$folder"; done
}

# Installs what the server is tested with: OpenAI's clients, for JavaScript beside the tests and for Python into
# build/serve-tools, and nginx into build/nginx.
install_serve_tools() {
  require_tools curl systemd-analyze nginx openssl -- curl systemd openssl libcrypt1 libpcre2-8-0 libssl3 zlib1g
  command -v nginx >/dev/null || unpack_debian_package nginx build/nginx
  install_npm_packages tests/serve
  install_python_packages tests/serve build/serve-tools
}

# Builds the WASM module and, into web/dist, the page with the single file beside it, which people download there.
build_page() {
  build_preset wasm --target glassgpt_modules
  install_npm_packages web
  npm --prefix web run build
  npm --prefix web run build:single
  cp web/dist-single/glass-gpt.html web/dist/
}
