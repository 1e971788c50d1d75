#!/usr/bin/env bash
# Looks into each package for what its readers need. Usage: check-packages.sh FOLDER-OF-PACKAGES
set -euo pipefail
shopt -s nullglob

complain() { echo "$1" >&2; exit 1; }

# Width and height, 4 bytes each, stand after the signature and the head of the first chunk (PNG, 2nd edition, 11.2.2).
png_size() { # FILE
  [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] || { echo 'no PNG'; return; }
  od -An -tu1 -j16 -N8 "$1" | awk '{ printf "%dx%d", ($1 * 256 + $2) * 65536 + $3 * 256 + $4, ($5 * 256 + $6) * 65536 + $7 * 256 + $8 }'
}

# On a package site a README stands alone: relative links lead nowhere, and pictures may come from a few hosts only.
check_readme() { # NAME FILE
  local links
  links=$(grep -oE '(\]\(|(src|href)=")[^)" ]*' "$2" | sed -E 's/^[^("]*[("]//' | grep -vE '^(https://|#|mailto:)' || true)
  [ -z "$links" ] || complain "The README of $1 links to what is not in the package: $links"
  [ "$(head -1 "$2")" = "# ${1%%.[0-9]*}" ] || complain "The README of $1 does not begin with the package's name."
}

packages=("$1"/*.nupkg)
[ ${#packages[@]} -gt 0 ] || complain "No package was made in $1."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for package in "${packages[@]}"; do
  name=$(basename "$package" .nupkg)
  id=${name%%.[0-9]*}
  holds=$(unzip -Z1 "$package")
  for part in README.md DEPENDENCIES.md icon.png "$id.nuspec" "lib/net10.0/$id.dll" "lib/net10.0/$id.xml"; do
    grep -qx "$part" <<< "$holds" || complain "$name lacks $part."
  done
  # What else may be there: NuGet's own parts, and what this list names.
  strange=$(grep -vxE "(README|DEPENDENCIES)\.md|icon\.png|$id\.nuspec|lib/net10\.0/$id\.(dll|xml)|_rels/\.rels|\[Content_Types\]\.xml|package/services/.*|THIRD-PARTY-NOTICES\.txt|buildTransitive/AIMeter\.props|tables/README\.md" <<< "$holds" || true)
  [ -z "$strange" ] || complain "$name holds what nobody asked for: $strange"
  [ "$(stat -c %s "$package")" -le 2000000 ] || complain "$name is larger than 2 MB: what is in it?"

  unzip -qo "$package" README.md DEPENDENCIES.md icon.png -d "$place"
  nuspec=$(unzip -p "$package" "$id.nuspec")
  for word in '<license type="expression">Apache-2.0</license>' '<readme>README.md</readme>' '<icon>icon.png</icon>' '<tags>energy ' ' commit="'; do
    grep -qF "$word" <<< "$nuspec" || complain "The nuspec of $name lacks $word"
  done
  grep -qE '<description>.{40,300}</description>' <<< "$nuspec" || complain "The description of $name is not one of 40 to 300 characters."
  ! grep -E '(<projectUrl>|<repository [^>]*url=")' <<< "$nuspec" | grep -qvE '(<projectUrl>|url=")https://' || complain "An address in the nuspec of $name is not https."
  # The props of the core must reach those who reference a leaf only.
  ! grep -qE '<dependency id="AIMeter" .*BuildTransitive' <<< "$nuspec" || complain "$name keeps the core's buildTransitive to itself."
  size=$(png_size "$place/icon.png")
  [ "$size" = 128x128 ] || complain "The icon of $name is not a PNG of 128x128 but $size."
  check_readme "$name" "$place/README.md"
  # Each direct dependency stands in the list.
  while read -r needed; do
    grep -qE "^\| $needed \|" "$place/DEPENDENCIES.md" || complain "$name depends on $needed, which its DEPENDENCIES.md does not list."
  done < <(grep -oE '<dependency id="[^"]*' <<< "$nuspec" | sed 's/.*"//')

  [ -f "$1/$name.snupkg" ] || complain "$name has no symbols."
  symbols=$(unzip -Z1 "$1/$name.snupkg")
  grep -qx "lib/net10.0/$id.pdb" <<< "$symbols" || complain "The symbols of $name lack $id.pdb."
  printf '%-40s %7d bytes, %d files, symbols %7d bytes\n' \
    "$name" "$(stat -c %s "$package")" "$(wc -l <<< "$holds")" "$(stat -c %s "$1/$name.snupkg")"
done
core=$(unzip -Z1 "$1"/AIMeter.[0-9]*.nupkg)
for part in buildTransitive/AIMeter.props THIRD-PARTY-NOTICES.txt tables/README.md; do
  grep -qx "$part" <<< "$core" || complain "AIMeter lacks $part."
done
