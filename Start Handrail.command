#!/bin/sh
# Double-click this file to start Handrail on macOS. The window stays open, so that what it says can be read.
cd "$(dirname "$0")" || exit 1
if ! command -v python3 >/dev/null 2>&1; then
    echo "Handrail needs Python 3.11 or newer. Get it from https://www.python.org/downloads/ and start again."
    status=2
else
    python3 start.py "$@"
    status=$?
fi
echo
echo "Press Enter to close this window."
read -r _
exit "$status"
