#!/usr/bin/env bash
# Installs Debian's Chromium where there is none and where that is possible. Where it is not, the tests that need one say so.
set -uo pipefail

for name in chromium-headless-shell chromium google-chrome; do
  if command -v "$name" > /dev/null; then exit 0; fi
done

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo 'no Chromium on the path, and none can be installed here: it takes root and apt-get'
  exit 0
fi
apt-get update -qq > /dev/null 2>&1 || true
for name in chromium-headless-shell chromium; do
  if DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$name" > /dev/null 2>&1; then
    echo "installed $name"
    exit 0
  fi
done
echo 'no Chromium on the path, and none could be installed'
