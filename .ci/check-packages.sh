#!/usr/bin/env bash
# Looks into each package for what its readers need. Usage: check-packages.sh FOLDER-OF-PACKAGES
set -euo pipefail
shopt -s nullglob

complain() { echo "$1" >&2; exit 1; }

packages=("$1"/*.nupkg)
[ ${#packages[@]} -gt 0 ] || complain "No package was made in $1."
for package in "${packages[@]}"; do
  name=$(basename "$package" .nupkg)
  id=${name%%.[0-9]*}
  holds=$(unzip -Z1 "$package")
  for part in README.md "$id.nuspec" "lib/net10.0/$id.dll" "lib/net10.0/$id.xml"; do
    grep -qx "$part" <<< "$holds" || complain "$name lacks $part."
  done
  nuspec=$(unzip -p "$package" "$id.nuspec")
  for word in '<license type="expression">Apache-2.0</license>' '<readme>README.md</readme>' '<description>' ' commit="'; do
    grep -qF "$word" <<< "$nuspec" || complain "The nuspec of $name lacks $word"
  done
  [ -f "$1/$name.snupkg" ] || complain "$name has no symbols."
  symbols=$(unzip -Z1 "$1/$name.snupkg")
  grep -qx "lib/net10.0/$id.pdb" <<< "$symbols" || complain "The symbols of $name lack $id.pdb."
  printf '%-40s %7d bytes, %d files, symbols %7d bytes\n' \
    "$name" "$(stat -c %s "$package")" "$(wc -l <<< "$holds")" "$(stat -c %s "$1/$name.snupkg")"
done
core=$(unzip -Z1 "$1"/AIMeter.[0-9]*.nupkg)
grep -qx buildTransitive/AIMeter.props <<< "$core" || complain 'AIMeter lacks buildTransitive/AIMeter.props.'
