#!/usr/bin/env bash
# Tests the cluster of namespaces by real jobs of both MPIs: its links are as slow as they are told to be, and answers
# are right across them. The last line is "N passed, N failed[, N skipped]".
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export HAIEND_PROGRESS=none
cd "$root"
haiend=build/bin/haiend
passed=0 failed=0 skipped=0
log=$state.log
mkdir -p "$(dirname "$log")"

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed = 0 ] || exit 1
    exit 0
}

# expect CODE NAME COMMAND...: a test that passes where the command ends so.
expect() {
    local wanted=$1 name=$2 code=0
    shift 2
    "$@" >"$log" 2>&1 || code=$?
    if [ "$code" = "$wanted" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name: ended with $code, not $wanted"
        tail -n 40 "$log"
    fi
}

# judged FOLDER: whether the files of a folder hold what link.yaml asks for; 8 where they can't say it yet.
judged() {
    "$haiend" check "$1" -s "$here/link.yaml"
}

# launches [--mpich]: what there is to do under one MPI.
launches() {
    local shape launch results code
    results=$(mktemp -d)
    for shape in 2x1 2x2; do
        mkdir "$results/$shape"
        # Where others keep the machine busy, one launch may not be enough to say it.
        for launch in 1 2 3; do
            # With two ranks on a host, MPICH before 4.2 may never leave MPI_Finalize (pmodels/mpich, pull request
            # 6596): the file that is sealed before is what counts.
            timeout --kill-after=5 60 "$here/mpirun.sh" "$@" $shape "$haiend" run -s "$here/link.yaml" \
                -o "$results/$shape/$launch.h5" >"$log" 2>&1 || true
            code=0
            judged "$results/$shape" >"$log" 2>&1 || code=$?
            [ $code = 8 ] || break
        done
        expect 0 "$shape $*" judged "$results/$shape"
    done
    # What the rules say of a link that is half as fast shows that they would notice.
    expect 3 "half the rate $*" "$here/mpirun.sh" "$@" 2x1 "$haiend" run -s "$here/link.yaml" --gate -f pingpong \
        -S link_rate=50M -o "$results/half.h5"
    rm -rf "$results"
}

# screened: one slow cable of four is judged, and the host at its end is named.
screened() {
    local folder
    folder=$(mktemp -d)
    expect 0 "four hosts" "$here/up.sh" 4
    expect 0 "cables" "$here/link.sh" 200M 300
    expect 0 "a slow cable" "$here/link.sh" 40M 300 n3
    timeout --kill-after=5 100 "$here/mpirun.sh" 4x1 "$haiend" run -s screen -f pairs --max-time 1s \
        -o "$folder/screen.h5" >"$log" 2>&1 || true
    expect 3 "a slow cable is found" "$haiend" check "$folder/screen.h5" -f pairs
    "$haiend" report "$folder/screen.h5" -o "$folder/screen.md" >"$log" 2>&1 || true
    expect 0 "its host is named" grep -q "more slow links, all of rank 2 on n3" "$folder/screen.md"
    slow_node "$folder"
    rm -rf "$folder"
}

# slow_node FOLDER: a host whose rank has a fifth of a processor is named by the run itself.
slow_node() {
    local launch code=0
    "$here/on.sh" n3 "$here/slow.sh" n3 20 true >"$log" 2>&1 || code=$?
    if [ $code = 7 ]; then
        echo "skipped a slow host: $(tail -n 1 "$log")"
        skipped=$((skipped + 1))
        return
    fi
    # Where others keep the machine busy, one launch may not be enough to say it.
    for launch in 1 2 3; do
        timeout --kill-after=5 100 "$here/mpirun.sh" 4x1 "$here/slow.sh" n3 20 "$haiend" run -s screen -t nodes \
            -o "$1/node$launch.h5" >"$1/node.log" 2>&1 || true
        ! named "$1/node.log" || break
    done
    expect 0 "a slow host is named" named "$1/node.log"
}

# named LOG: whether a run says so.
named() {
    grep -A 1 "^FAIL .* imbalance " "$1" | grep "host n3 (rank 2) takes" >/dev/null
}

code=0
why=$("$here/up.sh" 2 2>&1) || code=$?
if [ $code = 7 ]; then
    echo "skipped cluster: $why"
    skipped=1
    finish
fi
if [ $code != 0 ]; then
    echo "$why"
    exit 1
fi
trap '"$here/down.sh"' EXIT
expect 0 "a second cluster in place of the first" "$here/up.sh" 2
expect 0 "hosts have names of their own" "$here/on.sh" n2 grep -qx n2 /proc/sys/kernel/hostname
expect 0 "a host has shared memory" "$here/on.sh" n2 touch /dev/shm/haiend
expect 1 "hosts do not share it" "$here/on.sh" n1 test -e /dev/shm/haiend
for flavour in openmpi mpich; do
    if ! command -v mpirun.$flavour >/dev/null; then
        echo "skipped $flavour: no mpirun.$flavour here"
        skipped=$((skipped + 1))
    elif [ $flavour = mpich ]; then
        launches --mpich
    else
        launches
        screened
        expect 0 "two hosts again" "$here/up.sh" 2
    fi
done
finish
