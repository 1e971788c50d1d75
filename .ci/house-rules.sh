#!/usr/bin/env bash
# Rules that text can break and no compiler sees. The rest of the house rules are tests in tests/AIMeter.Tests/House.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
broken=0

forbid() { # REASON PATTERN [PATH...]
  local reason=$1 pattern=$2 hits
  shift 2
  hits=$(git grep -nIE "$pattern" -- "$@" ':!*.approved.txt' | head -10) || true
  [ -z "$hits" ] || { printf '%s\n%s\n' "$reason" "$hits" >&2; broken=1; }
}

# Letters in brackets keep a pattern from finding itself.
forbid 'A folder of somebody'"'"'s machine:' '(^|[^A-Za-z0-9_.])/(w[o]rk|r[o]ot|h[o]me/[a-z]+)/' '*'
forbid 'The address of a package registry:' '(a[p]i\.nuget|r[e]gistry\.npmjs|d[e]b\.debian)\.org' '*'
forbid 'A namespace that hides the type AIMeter (CS0234):' '^[[:space:]]*n[a]mespace AIMeter([.;{[:space:]]|$)' '*.cs' '*.md'
forbid 'Interval arithmetic on the wall clock:' 'DateTime(Offset)?\.(Utc)?N[o]w' 'src/*.cs'

# Every relative link of a page leads to a file.
while IFS=: read -r page link; do
  target=$(dirname "$page")/${link%%#*}
  [ -e "$target" ] || { echo "$page links to $link, which is not there." >&2; broken=1; }
done < <(git grep -oE '\]\([^)#: ]+[^): ]*\)' -- '*.md' | sed -E 's/\]\(([^)]*)\)$/\1/')

[ "$broken" -eq 0 ] && echo 'House rules hold.'
exit "$broken"
