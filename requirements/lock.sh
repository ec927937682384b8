#!/bin/sh
# Make the locks anew from the .in files; needs uv. Every line carries its hashes.
set -eu
cd "$(dirname "$0")"
for name in base topics solver dev; do
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$name.in" -o "$name.txt"
done
