#!/usr/bin/env bash
# Compares the speed of `dupes` with and without the attribute on its stages.
#
#   examples/compare.sh [RUNS]
#
# Builds both, makes a tree of 50,000 files, and runs them in turn, RUNS times each (default 15), as
# whole processes. Prints the median of the pairs' ratios (with / without), of elapsed time and of
# processor time: both of a pair meet the machine in the same mood, two medians of their own would
# not. The same is done with the program without the attribute against itself: so much is chance.
set -euo pipefail

runs=${1:-15}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # NAME [OPTION…]
    local name=$1
    shift
    (cd "$root" && cargo build --quiet --release --package safepoint-examples --bin dupes "$@")
    cp "${CARGO_TARGET_DIR:-$root/target}/release/dupes" "$work/$name"
}
build without --no-default-features
build with

# 25 folders of 1000 files of 0.6 to 15 kB, and copies of all of them: every file is read whole.
mkdir "$work/tree"
for folder in $(seq 25); do
    mkdir "$work/tree/$folder"
    head -c "$((folder * 600000))" /dev/urandom |
        split --bytes "$((folder * 600))" --suffix-length 3 - "$work/tree/$folder/"
    cp -r "$work/tree/$folder" "$work/tree/copy of $folder"
done
echo "$(find "$work/tree" -type f | wc -l) files, $(du -sh --apparent-size "$work/tree" | cut -f1)"

TIMEFORMAT='%R %U %S'

seconds() { # PROGRAM: elapsed, user, system
    { time "$work/$1" --quiet --json "$work/tree" >"$work/report.$1"; } 2>&1
}

compare() { # ONE OTHER
    local turn one other
    for turn in $(seq "$runs"); do
        # Who goes first changes with each turn.
        if ((turn % 2)); then
            one=$(seconds "$1") other=$(seconds "$2")
        else
            other=$(seconds "$2") one=$(seconds "$1")
        fi
        echo "$one $other"
    done >"$work/times"
    echo "$1 / $2:"
    awk '{ print $1 / $4, $1, $4 }' "$work/times" | median 'elapsed  '
    awk '{ print ($2 + $3) / ($5 + $6), $2 + $3, $5 + $6 }' "$work/times" | median 'processor'
}

median() { # WHAT
    sort -n | awk -v what="$1" '
        { ratio[NR] = $1; one += $2; other += $3 }
        END {
            middle = (ratio[int((NR + 1) / 2)] + ratio[int(NR / 2) + 1]) / 2
            printf "  %s  median of %d ratios %.3f, from %.3f to %.3f; mean %.3f s / %.3f s\n", \
                what, NR, middle, ratio[1], ratio[NR], one / NR, other / NR
        }'
}

# The disk's cache is warm from here on. Both must say the same.
seconds with >"$work/times"
seconds without >"$work/times"
cmp "$work/report.with" "$work/report.without"
compare without without
compare with without
