#!/usr/bin/env bash
# Installs the system packages named in the given lists, but only the missing ones, and says why each is needed.
#
# A list has one package a line, alternatives joined by "|", and then the reason. Knows apt; on another system it
# names what is needed and goes on.
set -euo pipefail

declare -A present=()
missing=() # alternatives joined by "|"
reasons=()

read_present() {
  local state name
  while read -r state name; do
    [[ $state != installed ]] || present[$name]=1
  done < <(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n')
}

is_present() {
  local name
  for name in ${1//|/ }; do
    [[ -z ${present[$name]:-} ]] || return 0
  done
  return 1
}

read_lists() {
  local names reason
  while read -r names reason; do
    [[ -n $names && $names != '#'* ]] || continue
    is_present "$names" && continue
    missing+=("$names")
    reasons+=("$reason")
  done < <(cat -- "$@")
}

explain() {
  local i
  for i in "${!missing[@]}"; do
    printf '  %-22s %s\n' "${missing[i]}" "${reasons[i]}"
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "These packages need an administrator. As root, run: apt-get install ${missing[*]%%|*}" >&2
    exit 1
  fi
}

available() { # the first of the alternatives that this release of the system has
  local name
  for name in ${1//|/ }; do
    if apt-cache policy "$name" | grep --quiet 'Candidate: [^(]'; then
      echo "$name"
      return
    fi
  done
  echo "${1%%|*}"
}

main() {
  ! command -v dpkg-query >/dev/null || read_present
  read_lists "$@"
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    echo "This system has no apt-get. Please see that these are there (Debian's names):"
    explain
    return 0
  fi
  echo "${#missing[@]} system packages are missing; installing them takes some minutes the first time:"
  explain
  as_root apt-get update -qq || echo "Some package lists could not be refreshed; going on with those there are."
  local wanted=() names
  for names in "${missing[@]}"; do
    wanted+=("$(available "$names")")
  done
  as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
    apt-get install --yes -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${wanted[@]}" </dev/null >/dev/null
}

main "$@"
