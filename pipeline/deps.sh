#!/bin/sh
# Installs the Debian packages that are needed, saying so first: usage deps.sh [build|tests]; those
# of the tests are beside those of building and the demo. Where all are there already, it says
# nothing and needs no network.
set -eu
build='gcc libc6-dev make pkg-config libpq-dev libxlsxwriter-dev libcsv-dev zlib1g-dev libjansson-dev
libssl-dev libxxhash-dev libminizip-dev libxml2-dev postgresql'
tests='libcmocka-dev clang libclang-rt-dev python3 python3-openpyxl libxml2-utils libreoffice-calc-nogui postgresql-client
chromium apache2-bin'
# The portal is tested with node, whoever installed it.
command -v node > /dev/null && command -v npm > /dev/null || tests="$tests nodejs npm"

case ${1:-tests} in
build) wanted=$build ;;
tests) wanted="$build $tests" ;;
*) echo "usage: deps.sh [build|tests]" >&2; exit 64 ;;
esac

missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
fi
echo "cashback: installing Debian packages:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
# shellcheck disable=SC2086
$sudo apt-get install -q -y --no-install-recommends $missing
