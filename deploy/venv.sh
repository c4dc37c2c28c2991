#!/usr/bin/env bash
# Makes .venv with the locked packages and the project itself. Does nothing when that has been done before.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly stamp=.venv/installed
readonly inputs=(requirements.lock deploy/build.lock pyproject.toml deploy/venv.sh)
# Packages that their authors publish as source only; everything else must come built, so that installing runs nothing.
readonly from_source=forbiddenfruit,xcffib

# The system's own before any other: its security updates come with the system's, and it is built to be quick, which
# one that somebody has compiled himself mostly is not (docs/adr/0065).
suitable_python() {
  local name
  for name in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
    if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

make_venv() {
  local python
  if ! python=$(suitable_python); then
    deploy/packages.sh deploy/apt/python.txt
    python=$(suitable_python) || {
      echo "Sekisho needs Python 3.11 or newer with its venv module; this system offers none." >&2
      exit 1
    }
  fi
  echo "Making .venv with $("$python" --version)."
  "$python" -m venv --clear .venv
}

pip_install() {
  # Quiet about pip's own future too: older ones announce a change of --no-binary that alters nothing here.
  PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-build-isolation "$@" </dev/null
}

main() {
  local digest
  digest=$(sha256sum -- "${inputs[@]}" | sha256sum)
  if [[ -r $stamp && $(<"$stamp") == "$digest" ]] && .venv/bin/python -c '' 2>/dev/null; then
    return
  fi
  .venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv
  echo "Installing $(grep --count --extended-regexp '^[a-z0-9].*==' requirements.lock) locked packages into .venv, each checked by its hash; the first time takes some minutes."
  pip_install --require-hashes --only-binary :all: -r deploy/build.lock
  pip_install --require-hashes --only-binary :all: --no-binary "$from_source" --use-pep517 -r requirements.lock
  pip_install --no-deps --editable .
  echo "$digest" >"$stamp"
}

main
