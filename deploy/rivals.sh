#!/usr/bin/env bash
# Installs the marks that the corpus compares ours with into .rivals, apart from everything else and without their own
# dependencies (one would bring torch). Does nothing when that has been done; where it fails the corpus does without.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ ! .rivals/installed -nt deploy/rivals.lock ]] || exit 0
rm -rf .rivals
if .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes \
  --only-binary :all: --target .rivals -r deploy/rivals.lock </dev/null; then
  touch .rivals/installed
else
  echo "The rivals could not be installed; the corpus runs without them." >&2
fi
