#!/bin/sh
# Makes the pictures of the documentation anew, from what `make demo` leaves: usage
# docs/pictures.sh BUILD. Needs poppler-utils, fonts-crosextra-carlito and fonts-inter beside what the
# tests need.
set -eu
cd "$(dirname "$0")/.."
build=$1
for tool in soffice pdftoppm node chromium; do
	command -v "$tool" > /dev/null || {
		echo "pictures: $tool is missing: apt-get install libreoffice-calc-nogui poppler-utils" \
			"chromium nodejs fonts-crosextra-carlito fonts-inter" >&2
		exit 1
	}
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p docs/pictures

# usage: picture MPN PAGE NAME: the top of one page of a partner's statement
picture() {
	soffice --headless "-env:UserInstallation=file://$scratch/profile" --convert-to pdf \
		--outdir "$scratch" "build/demo/out/current/statements/$1.xlsx" > /dev/null 2>&1
	pdftoppm -png -r 92 -f "$2" -l "$2" -x 20 -y 40 -W 1040 -H "$4" -singlefile \
		"$scratch/$1.pdf" "docs/pictures/$3"
}
"$build/bin/cashback" run --as-of 2026-10-31 -q
picture 0023456 1 statement 668

node docs/pictures.mjs "$PWD/build/portal" "$PWD/build/demo/out/site" docs/pictures
