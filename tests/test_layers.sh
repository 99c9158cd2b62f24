#!/bin/sh
# The layer check passes on this tree and fails on planted includes that point the wrong way.
cd "$(dirname "$0")/.." || exit 1
scratch=${CASHBACK_TMP:-/tmp}/layers.$$
number=0

verdict() {
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}

# usage: planted FILE INCLUDED: the check's output for a tree with that one include
planted() {
	rm -rf "$scratch"
	mkdir -p "$scratch/pipeline" "$scratch/stages" "$scratch/reports" "$scratch/$(dirname "$1")"
	echo "#include \"$2\"" > "$scratch/$1"
	tests/layers.sh "$scratch"
}

tests/layers.sh
verdict $? "every include points downwards"
for pair in pipeline/base/a.c:pipeline/edge/b.h pipeline/edge/a.c:pipeline/core/b.h \
	pipeline/core/a.h:stages/load/b.h reports/a.c:pipeline/driver/b.h stages/load/a.c:stages/render/b.h; do
	! planted "${pair%%:*}" "${pair#*:}" > "$scratch.out" && grep -q "${pair%%:*}:1" "$scratch.out"
	verdict $? "${pair#*:} included in ${pair%%:*} is found"
done
planted stages/load/a.c pipeline/core/b.h > /dev/null
verdict $? "a stage may include what is below it"
rm -rf "$scratch" "$scratch.out"
