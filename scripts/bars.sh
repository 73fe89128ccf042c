#!/usr/bin/env bash
# Measures every promise of speed and prints a line for each: ok/short/skipped, name, figure, bar, spread.
# Takes about ten minutes on an idle machine; figures from a busy one mean nothing.
# usage: scripts/bars.sh [distributed | ways | osu | cluster | trials [COUNT]]
# With "distributed" it only holds what two ranks compute together against one rank, C and ScaLAPACK; ten minutes.
# With "ways" it only holds our ways of all-reduce against the library's; five minutes.
# With "osu" it only holds our ping-pong and all-reduce against those of the OSU micro-benchmarks; five minutes. OSU
# names a folder with osu_latency and osu_allreduce in openmpi/ and in mpich/, each built with that MPI.
# With "cluster" it only compares ways of all-reduce over links of 100 Mbit/s between hosts that are namespaces; eight
# minutes.
# With "trials" it only counts how often compare --gate is right, of 20 trials; a quarter of an hour.
set -euo pipefail

# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_sdk || exit 7
need_all
fetch_missing || exit 7
need_scalapack
fetch_missing || true
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

# distributed: two ranks of the launcher that is there.
distributed() {
    bars mpirun -n 2 -bind-to core "$program" build distributed
}

if [ "${1:-}" = distributed ]; then
    distributed
    conclude
    exit
fi

# pairs WHAT JUDGE LAUNCHES: two ranks under each MPI write ratios in some launches, which are judged together.
pairs() {
    local flavour launch launcher
    for flavour in openmpi mpich; do
        launcher=mpirun.$flavour
        if ! has_command "$launcher"; then
            echo "skipped $1, $flavour: no $launcher here" | tee -a "$log"
            continue
        fi
        rm -f "build/bars-$1-$flavour"-*.tsv
        for ((launch = 1; launch <= $3; launch++)); do
            "$launcher" -n 2 -bind-to core "$program" build "$1" "build/bars-$1-$flavour-$launch.tsv"
        done
        bars "$program" build "$2" "build/bars-$1-$flavour"-*.tsv
    done
}

if [ "${1:-}" = ways ]; then
    pairs ways judge-ways 6
    conclude
    exit
fi

# osu: launches of ours and of the OSU micro-benchmarks in turn, two ranks under each MPI.
osu() {
    local flavour launch launcher
    for flavour in openmpi mpich; do
        launcher=mpirun.$flavour
        if ! has_command "$launcher" || ! has_command "${OSU:-}/$flavour/osu_latency"; then
            bars echo "skipped against OSU, $flavour: no $launcher, or no \$OSU/$flavour/osu_latency"
            continue
        fi
        rm -f "build/bars-osu-$flavour"-*
        for launch in 1 2 3 4 5 6 7; do
            # They call MPI_Init, which asks for a single thread.
            HAIEND_MPI_THREADS=single "$launcher" -n 2 -bind-to core build/bin/haiend run \
                -f pingpong.blocking,allreduce.library --sizes '8..16Mi*2' -p fp32 --max-time 500ms \
                --progress none --color never \
                -o "build/bars-osu-$flavour-$launch.h5" >/dev/null
            "$launcher" -n 2 -bind-to core "$OSU/$flavour/osu_latency" -m 8:16777216 \
                >"build/bars-osu-$flavour-osu_latency-$launch.txt"
            "$launcher" -n 2 -bind-to core "$OSU/$flavour/osu_allreduce" -T mpi_float -m 8:16777216 -M 1073741824 \
                >"build/bars-osu-$flavour-osu_allreduce-$launch.txt"
        done
        bars "$program" build judge-osu "$flavour" "build/bars-osu-$flavour"-*
    done
}

if [ "${1:-}" = osu ]; then
    osu
    conclude
    exit
fi

# cluster: four hosts with a rank each, and two with two, in turn. The launches are Open MPI's.
cluster() {
    local launch shape why
    if ! why=$(tests/cluster/up.sh 4 2>&1); then
        bars echo "skipped slow links: $why"
        return
    fi
    trap tests/cluster/down.sh EXIT
    tests/cluster/link.sh 100M 0 >/dev/null
    rm -f build/bars-cluster-*.tsv
    for launch in 1 2 3; do
        for shape in 4x1 2x2; do
            tests/cluster/mpirun.sh $shape "$program" build cluster \
                "build/bars-cluster-$shape-$launch.tsv" "${shape%x*}"
        done
    done
    bars "$program" build judge-cluster build/bars-cluster-*.tsv
}

if [ "${1:-}" = cluster ]; then
    cluster
    conclude
    exit
fi

bars one_core "$program" build local
bars "$program" build store
bars "$program" build read
bars "$program" build program
pairs mpi judge 5
pairs ways judge-ways 6
osu
distributed
conclude
