#!/usr/bin/env bash
# Installs Debian's Redis and Postgres, on which the farm is tried, where they are not and where that is possible. Where it
# is not, the tests that need one say so.
set -uo pipefail
shopt -s nullglob

missing=()
if ! command -v redis-server > /dev/null && ! command -v valkey-server > /dev/null; then missing+=(redis-server); fi
postgres=(/usr/lib/postgresql/*/bin/postgres)
if ! command -v postgres > /dev/null && [ ${#postgres[@]} = 0 ]; then missing+=(postgresql); fi
if [ ${#missing[@]} = 0 ]; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "${missing[*]}: not here, and cannot be installed: it takes root and apt-get"
  exit 0
fi
apt-get update -qq > /dev/null 2>&1 || true
for name in "${missing[@]}"; do
  # of this runlevel, what is installed is not started
  if DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends "$name" > /dev/null 2>&1; then
    echo "installed $name"
  else
    echo "$name: not here, and could not be installed"
  fi
done
exit 0
