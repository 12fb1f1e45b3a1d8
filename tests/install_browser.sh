#!/bin/sh
# Makes sure there is a Chromium for the browser tests: one that is installed already,
# Debian's package where this is root on Debian, else Playwright's own download.
set -eu

if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-dejavu-core >/dev/null
else
    "$1/playwright" install chromium
fi
