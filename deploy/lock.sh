#!/usr/bin/env bash
# Resolves the newest allowed version of every dependency and writes the locks, with hashes and without addresses:
# one for the whole house, and from it one for what builds and one for each program as it is installed elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --target build/uv uv
  export PATH=$PWD/build/uv/bin:$PATH
fi
export UV_CUSTOM_COMPILE_COMMAND="make lock"

compile() {
  uv pip compile --quiet --no-annotate --universal --python-version 3.11 --generate-hashes --no-emit-index-url "$@"
}

compile --upgrade --all-extras pyproject.toml --output-file requirements.lock
compile --constraints requirements.lock deploy/build.in --output-file deploy/build.lock
for program in gateway agent client; do
  compile --constraints requirements.lock --extra "$program" pyproject.toml --output-file "deploy/$program.lock"
done
compile --no-deps deploy/rivals.in --output-file deploy/rivals.lock
compile deploy/scan.in --output-file deploy/scan.lock
