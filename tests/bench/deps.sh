#!/bin/sh
# What the benchmark compares with, installed where it is missing, saying so first: Debian packages,
# and DuckDB for node into BUILD/bench/node_modules. Usage: deps.sh BUILD
set -eu
build=$1
duckdb=@duckdb/node-api@1.5.6-r.1
packages='nodejs python3 python3-xlsxwriter postgresql postgresql-client libxlsxwriter-dev libcsv-dev
zlib1g-dev'
# Where npm comes from elsewhere, Debian's is not needed.
command -v npm > /dev/null || packages="$packages npm"
command -v node > /dev/null && packages=${packages#nodejs}

missing=
for package in $packages; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
	sudo=
	[ "$(id -u)" -eq 0 ] || sudo=sudo
	echo "bench: installing Debian packages:$missing" >&2
	export DEBIAN_FRONTEND=noninteractive
	$sudo apt-get update -q
	# shellcheck disable=SC2086
	$sudo apt-get install -q -y --no-install-recommends $missing
fi

if [ ! -f "$build/bench/node_modules/@duckdb/node-api/package.json" ]; then
	echo "bench: installing the npm package $duckdb" >&2
	mkdir -p "$build/bench"
	npm install --prefix "$build/bench" --no-save --no-package-lock --no-audit --no-fund \
		--loglevel=error "$duckdb" >&2
fi
