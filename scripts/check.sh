#!/usr/bin/env bash
# Every check there is: format, builds, and all kinds of tests. The last line is "N passed, N failed[, N skipped]".
set -euo pipefail

# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

passed=0 failed=0 skipped=0
logs=build/check
release=artifacts/bin

# report NAME SECONDS PASSED FAILED SKIPPED: one line a step, and into the total.
report() {
    passed=$((passed + $3)) failed=$((failed + $4)) skipped=$((skipped + $5))
    local word=ok
    [ "$4" = 0 ] || word=FAILED
    printf '%-6s %4d s  %-34s %s\n' "$word" "$2" "$1" "$3 passed, $4 failed, $5 skipped"
}

# skip NAME REASON: a step that can't be done here.
skip() {
    skipped=$((skipped + 1))
    printf '%-6s %4s    %-34s %s\n' skipped "" "$1" "$2"
}

# check NAME COMMAND...: a step that counts as one test.
check() {
    local name=$1 began=$SECONDS
    shift
    if quietly "check/${name// /-}" "$@"; then
        report "$name" $((SECONDS - began)) 1 0 0
    else
        report "$name" $((SECONDS - began)) 0 1 0
    fi
}

# counts LOG: "passed failed skipped" as a program of tests has told them, nothing where it did not come to that.
counts() {
    awk '
        /^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { found = 1; p = $1; f = $3; s = $5 + 0 }
        /^Test run summary:/                 { found = 1 }
        /^  failed: [0-9]+$/                 { f = $2 }
        /^  succeeded: [0-9]+$/              { p = $2 }
        /^  skipped: [0-9]+$/                { s = $2 }
        /^(passed|FAILED): [0-9]+ tests on / { found = 1; p = $2; s = $7 }
        /^[0-9]+% tests passed, [0-9]+ tests? failed out of [0-9]+/ { found = 1; f = $4; p = $NF - f }
        END { if (found) print p + 0, f + 0, s + 0 }' "$1"
}

# tests NAME SECONDS COMMAND...: a program of tests, which must end by itself and says how many passed.
tests() {
    local name=$1 limit=$2 began=$SECONDS code=0 p=0 f=0 s=0
    local log=$logs/${name// /-}.log
    shift 2
    mkdir -p "$logs"
    timeout --kill-after=20 "$limit" "$@" >"$log" 2>&1 </dev/null || code=$?
    read -r p f s <<<"$(counts "$log")" || true
    if [ "$code" != 0 ] && [ "${f:-0}" = 0 ] || [ -z "$p" ]; then
        f=1
        echo "$name ended with code $code before it had said that anything failed." | tee -a "$log"
    fi
    report "$name" $((SECONDS - began)) "${p:-0}" "${f:-0}" "${s:-0}"
    if [ "${f:-0}" != 0 ]; then
        grep -A12 -E '^(failed|FAILED|not ok|rank [0-9]+ of) ' "$log" | head -n 80 || tail -n 40 "$log"
        echo "  all of it: $log"
    fi
    # One line for all cases of a test that were skipped for the same reason.
    awk '/^skipped [^ ]/ {
            sub(/^skipped /, "")
            if (/\([0-9.hms ]+\)$/) { name = $0; getline; $0 = name ": " $0 }
            reason = $0; sub(/^.*: +/, "", reason); sub(/[( ].*|:.*/, "")
            print $0 ": " reason }' "$log" | sort | uniq -c | sed 's/^ *\([0-9]*\)/       skipped \1 x/'
}

# rank_tests FLAVOUR RANKS...: the tests that run inside mpirun.
rank_tests() {
    local flavour=$1 n launcher more=()
    shift
    launcher=mpirun.$flavour
    if ! has_command "$launcher"; then
        skip "ranks under $flavour" "no $launcher here"
        return
    fi
    # Three and four ranks are tests of what is right, not of what is fast.
    [ "$flavour" != openmpi ] || more=(--oversubscribe)
    for n; do
        tests "$n ranks under $flavour" 600 \
            env "LD_LIBRARY_PATH=$PWD/build/lib/haiend${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
            "$launcher" "${more[@]}" -n "$n" "$release/HaiEnd.Mpi.RankTests/release/HaiEnd.Mpi.RankTests"
    done
}

need_sdk || exit 7
need_all
fetch_missing || exit 7
need "MPICH" "mpich libmpich-dev" has_command mpirun.mpich
need_scalapack
need "an OpenCL device" "pocl-opencl-icd ocl-icd-libopencl1" has_opencl
need "the HDF5 tools" "hdf5-tools" has_command h5dump
need "shellcheck" "shellcheck" has_command shellcheck
need "clang, for the kernels" "clang" has_clang
need "AMD's compiler of kernels" "libamdhip64-5" has_library libamdhip64
need "h5py, xarray and netCDF4" "python3-h5py python3-xarray python3-netcdf4 python3-h5netcdf" \
    has_python_modules h5py xarray netCDF4 h5netcdf
need "Python's jsonschema" "python3-jsonschema" has_python_modules jsonschema
need "R with hdf5r" "r-base-core r-cran-hdf5r" has_r_package hdf5r
fetch_missing || skip "tests of what is missing" "see above"

# Warnings are errors in every build of this solution.
check "restore by the lock files" dotnet restore --locked-mode
check "format" dotnet format --verify-no-changes --no-restore
mapfile -t scripts < <(find .ci scripts jobscripts tests -type f \( -name '*.sh' -o -path .ci/run \))
if has_command shellcheck; then
    check "shellcheck" shellcheck -x "${scripts[@]}"
fi
check "native and published build" build_all
check "build with warnings as errors" dotnet build -c Release --no-restore

if [ -f build/CTestTestfile.cmake ]; then
    tests "native tests" 240 ctest --test-dir build --output-on-failure --no-tests=ignore
fi
tests "tests without mpirun" 1500 env "LD_LIBRARY_PATH=$PWD/build/lib/haiend${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
    "$release/HaiEnd.Mpi.Tests/release/HaiEnd.Mpi.Tests" --ansi off --progress off
rank_tests openmpi 1 2 3 4
rank_tests mpich 1 2
for script in tests/*/run.sh; do
    name=$(basename "$(dirname "$script")")
    if [ "$name" = gpu ]; then
        skip "on a GPU" "$script is run by hand on a machine that has one"
    elif [ -x "$script" ]; then
        tests "$name" 400 "$script"
    fi
done

if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed = 0 ]
