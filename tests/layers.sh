#!/bin/sh
# Does every include point downwards? base < edge < core < reports < stages < driver; stages do not
# include each other; schemas and fixtures hold no code of the pipeline. With a folder as argument
# it checks that tree. Exits 1 and names each include that points the wrong way.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 1

rank() {
	case $1 in
	pipeline/base/*) echo 1 ;;
	pipeline/edge/*) echo 2 ;;
	pipeline/core/*) echo 3 ;;
	reports/*) echo 4 ;;
	stages/*) echo 5 ;;
	pipeline/driver/*) echo 6 ;;
	*) echo 9 ;;
	esac
}

# The stage's folder for a file of a stage; nothing else has one.
stage_of() {
	case $1 in stages/*) echo "$1" | cut -d/ -f2 ;; esac
}

found=$(
	find pipeline stages reports -name '*.[ch]' | sort | while read -r file; do
		grep -nE '^#include "' "$file" | sed 's/"\([^"]*\)".*/\1/; s/#include //' |
			while IFS=: read -r line target; do
				if [ "$(rank "$target")" -gt "$(rank "$file")" ]; then
					echo "$file:$line: includes $target, which is a layer above it"
				elif [ -n "$(stage_of "$file")" ] && [ "$(rank "$target")" -eq 5 ] &&
					[ "$(stage_of "$file")" != "$(stage_of "$target")" ]; then
					echo "$file:$line: includes $target of another stage"
				fi
			done
	done
)
[ -z "$found" ] && exit 0
echo "$found"
exit 1
