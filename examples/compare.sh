#!/usr/bin/env bash
# Compares the speed of `dupes` with and without the attribute on its stages.
#
#   examples/compare.sh [RUNS]
#
# Builds both, makes a tree of 50,000 files, and runs them in turn, RUNS times each (default 15), as
# whole processes. Prints each pair's ratio (with / without) and the median of these: both of a pair
# meet the machine in the same mood, two medians of their own would not. The same is done with the
# program without the attribute against itself: that is how much of a ratio is chance.
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

# 25 folders of 1000 files of 2 to 50 kB, and copies of all of them: every file is read whole.
mkdir "$work/tree"
for folder in $(seq 25); do
    mkdir "$work/tree/$folder"
    head -c "$((folder * 2000000))" /dev/urandom |
        split --bytes "$((folder * 2000))" --suffix-length 3 - "$work/tree/$folder/"
    cp -r "$work/tree/$folder" "$work/tree/copy of $folder"
done
echo "$(find "$work/tree" -type f | wc -l) files, $(du -sh --apparent-size "$work/tree" | cut -f1)"

microseconds() { # PROGRAM
    local begun=${EPOCHREALTIME//[.,]/}
    "$1" --quiet --json "$work/tree" >"$work/report.$(basename "$1")"
    echo $((${EPOCHREALTIME//[.,]/} - begun))
}

compare() { # ONE OTHER
    local turn one other
    for turn in $(seq "$runs"); do
        # Who goes first changes with each turn.
        if ((turn % 2)); then
            one=$(microseconds "$work/$1") other=$(microseconds "$work/$2")
        else
            other=$(microseconds "$work/$2") one=$(microseconds "$work/$1")
        fi
        echo "$one $other"
    done | awk '{ printf "%.4f %d %d\n", $1 / $2, $1, $2 }' | sort -n | awk -v names="$1 / $2" '
        { ratio[NR] = $1; ms = ms sprintf(" %d/%d", $2 / 1000, $3 / 1000) }
        END {
            median = NR % 2 ? ratio[(NR + 1) / 2] : (ratio[NR / 2] + ratio[NR / 2 + 1]) / 2
            printf "%s: median of %d ratios %.3f, from %.3f to %.3f\n", names, NR, median, ratio[1], ratio[NR]
            printf "  ms:%s\n", ms
        }'
}

microseconds "$work/with" >"$work/warm" # the disk's cache
microseconds "$work/without" >"$work/warm"
cmp "$work/report.with" "$work/report.without"
compare without without
compare with without
