#!/usr/bin/env bash
# Renders docs/images/icon.svg to icon.png, 128 pixels square on a transparent ground. Needs Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../docs/images"

page=$(mktemp --suffix .html)
trap 'rm -f "$page"' EXIT
{ echo '<style>body{margin:0}svg{display:block}</style>'; cat icon.svg; } > "$page"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 \
  --force-device-scale-factor=1 --window-size=128,128 --screenshot="$PWD/icon.png" "file://$page" 2> /dev/null
