#!/usr/bin/env bash
# Builds all that others host or install, and writes it into a folder, build/web-release unless another is given:
#   ./web/release.sh [--built] [folder]
# With --built it takes what is built already.
# - site/           the page, the element and the frame, for any static host, with integrity.json: the hash of each file
#                   as `integrity` of a script takes it
# - glass-gpt.html  the page as one file
# - glassgpt-*.tgz  the package
# - SHA256SUMS      of all of it
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/common.sh

built=
[ "${1:-}" != --built ] || { built=yes && shift; }
[[ $# -le 1 && ${1:-} != -* ]] || die "usage: ./web/release.sh [--built] [folder]"
folder=$(realpath -m "${1:-build/web-release}")
[ ! -e "$folder" ] || [ -f "$folder/SHA256SUMS" ] || [ -z "$(ls -A "$folder")" ] ||
  die "$folder holds something else than a release: give an empty folder, or one that is not there"

if [ -z "$built" ]; then
  # shellcheck disable=SC2119  # no more packages than those
  install_tools
  build_page
  npm --prefix web run build:package
fi

rm -rf "$folder"
mkdir -p "$folder"
cp -R web/dist "$folder/site"
cp web/dist-single/glass-gpt.html "$folder"
(cd web && npm pack --silent --pack-destination "$folder")

node - "$folder/site" <<'SCRIPT'
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true }).filter((name) => statSync(path.join(folder, name)).isFile());
const hash = (name) => `sha384-${createHash('sha384').update(readFileSync(path.join(folder, name))).digest('base64')}`;
const integrity = Object.fromEntries(files.map((name) => [name.split(path.sep).join('/'), hash(name)]).sort());
writeFileSync(path.join(folder, 'integrity.json'), `${JSON.stringify(integrity, null, 2)}\n`);
SCRIPT

(cd "$folder" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
say "Written to $folder:"
(cd "$folder" && ls -1)
