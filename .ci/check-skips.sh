#!/usr/bin/env bash
# Fails when a test was skipped for a reason that is not in allowed-skips.txt. Usage: check-skips.sh LOG-OF-DOTNET-TEST
set -euo pipefail
allowed=$(grep -vE '^(#|$)' "$(dirname "${BASH_SOURCE[0]}")/allowed-skips.txt")

unknown=0
while IFS=$'\t' read -r reason name; do
  grep -qE -f <(echo "$allowed") <<< "$reason" && mark=allowed || mark='NOT ALLOWED'
  [ "$mark" = allowed ] || unknown=$((unknown + 1))
  printf 'skipped (%s): %s\n    %s\n' "$mark" "$reason" "$name"
done < <(awk '/^skipped / { name = substr($0, 9); getline; sub(/^ +/, ""); print $0 "\t" name }' "$1") # the reason is on the next line

[ "$unknown" -eq 0 ] || { echo "$unknown tests were skipped for reasons that .ci/allowed-skips.txt does not know." >&2; exit 1; }
echo 'No test was skipped that should have run.'
