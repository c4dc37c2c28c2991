#!/usr/bin/env bash
# Installs the scanner of `make scan-tls` into .scan, a virtual environment of its own: it needs an older cryptography
# than ours. Does nothing when that has been done.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ ! .scan/installed -nt deploy/scan.lock ]] || exit 0
rm -rf .scan
.venv/bin/python -m venv .scan
.scan/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
  -r deploy/scan.lock </dev/null
touch .scan/installed
