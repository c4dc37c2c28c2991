#!/usr/bin/env bash
# Resolves the newest allowed version of every dependency and writes both locks, with hashes and without addresses.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --target build/uv uv
  export PATH=$PWD/build/uv/bin:$PATH
fi
export UV_CUSTOM_COMPILE_COMMAND="make lock"

compile() {
  uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url "$@"
}

compile --all-extras pyproject.toml --output-file requirements.lock
compile deploy/build.in --constraints requirements.lock --output-file deploy/build.lock
