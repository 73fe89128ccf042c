#!/usr/bin/env bash
# Measures every promise of speed and prints a line for each: ok/short/skipped, name, figure, bar, spread.
# Takes about ten minutes on an idle machine; figures from a busy one mean nothing.
# usage: scripts/bars.sh [trials [COUNT]]
# With "trials" it only counts how often compare --gate is right, of 20 trials; a quarter of an hour.
set -euo pipefail

# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_sdk || exit 7
need_all
fetch_missing || exit 7
build_all
mkdir -p build/bars
dotnet publish tests/HaiEnd.Mpi.Bars -c Release -o build/bars --nologo -v quiet
# The bars are against the library with its best kernels, whatever this shell would have it take.
unset OPENBLAS_CORETYPE
export LD_LIBRARY_PATH=$PWD/build/lib/haiend${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
log=build/bars.txt
: >"$log"

# bars COMMAND...: one launch of the program that measures; what it prints is kept.
bars() {
    "$@" 2>&1 | tee -a "$log"
}

# one_core COMMAND...: on one core, where the system can be told.
one_core() {
    if has_command taskset; then
        taskset -c 0 "$@"
    else
        "$@"
    fi
}

# lines WORD: how many bars ended so.
lines() {
    grep -c "^$1 " "$log" || true
}

# conclude: says how many bars held, and fails where one did not.
conclude() {
    echo "$(lines ok) ok, $(lines short) short, $(lines skipped) skipped; all of it in $log"
    [ "$(lines short)" = 0 ]
}

program=build/bars/HaiEnd.Mpi.Bars
if [ "${1:-}" = trials ]; then
    bars "$program" build trials "${@:2}"
    conclude
    exit
fi

bars one_core "$program" build local
bars "$program" build store
bars "$program" build read
bars "$program" build program
for flavour in openmpi mpich; do
    launcher=mpirun.$flavour
    has_command "$launcher" || launcher=
    if [ -n "$launcher" ]; then
        rm -f build/bars-"$flavour"-*.tsv
        for launch in 1 2 3 4 5; do
            "$launcher" -n 2 -bind-to core "$program" build mpi "build/bars-$flavour-$launch.tsv"
        done
        bars "$program" build judge build/bars-"$flavour"-*.tsv
    else
        echo "skipped ping-pong and all-reduce, $flavour: no mpirun.$flavour here" | tee -a "$log"
    fi
done
bars mpirun -n 2 "$program" build distributed
conclude
