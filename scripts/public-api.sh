#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of every package up to date: what is public now and not yet in PublicAPI.Shipped.txt, and, marked
# *REMOVED*, what was shipped and is gone. Read the difference before you commit it: it is what users will see.
# Usage: public-api.sh [PROJECT-NAME...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The compiler writes each finding of the analyzer as JSON, with the ledger's line in it.
lines() { # RULE PREFIX
  awk -v rule="\"$1\"" '/"ruleId":/ { hit = index($0, rule) } hit && /"APIName":/ { print }' "$work/log.sarif" \
    | sed -E 's/^ *"APIName": "(.*)",?$/\1/; s/\\"/"/g; s/\\\\/\\/g' | sed "s/^/$2/"
}

update() { # FOLDER
  local ledger=$1/PublicAPI.Unshipped.txt
  [ -f "$1/PublicAPI.Shipped.txt" ] || echo '#nullable enable' > "$1/PublicAPI.Shipped.txt"
  [ ! -f "$ledger" ] || cp "$ledger" "$work/before"
  echo '#nullable enable' > "$ledger"
  if ! dotnet build "$1" --no-incremental -p:CheckPublicApi=true -p:RunAnalyzersDuringBuild=true \
      -p:TreatWarningsAsErrors=false -p:AnalysisMode=None -p:EnforceCodeStyleInBuild=false -p:BuildProjectReferences=false \
      "-p:ErrorLog=$work/log.sarif%2Cversion=2.1" > "$work/log" 2>&1; then
    cp "$work/before" "$ledger"
    cat "$work/log" >&2
    return 1
  fi

  { lines RS0016 ''; lines RS0017 '*REMOVED*'; } | LC_ALL=C sort -u >> "$ledger"
  echo "$ledger: $(($(wc -l < "$ledger") - 1)) lines"
}

# The core first: the others are built against it.
[ $# -gt 0 ] || set -- $(for project in src/*/*.csproj; do basename "$(dirname "$project")"; done | LC_ALL=C sort)
for name in "$@"; do
  update "src/$name"
done
