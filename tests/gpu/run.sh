#!/usr/bin/env bash
# Runs the suite of devices, the bars of devices and a count of what is not given back on a machine with a GPU, where
# nothing is installed: no .NET, no MPI, no HDF5. Ends with 0 where every answer is right and every bar holds.
# usage: tests/gpu/run.sh pack          makes build/gpu.tar.xz, of less than 60 MiB, on a machine that builds this tree
#        tests/gpu/run.sh [FOLDER]      runs it, from build/gpu.tar.xz beside; FOLDER has the results (build/gpu)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bundle=build/gpu.tar.xz

# libraries FILE: those that it is linked with and a bare machine may lack, all but glibc's own.
libraries() {
    ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// {print $3}' |
        grep -vE '/(libc|libm|libdl|libpthread|librt|libresolv|ld-linux-x86-64)\.so' || true
}

pack() {
    local kept=build/gpu-bundle project hdf5
    cmake -B build >/dev/null
    cmake --build build >/dev/null
    rm -rf "$kept"
    mkdir -p "$kept"
    for project in src/HaiEnd.Mpi.Cli tests/HaiEnd.Mpi.Bars; do
        dotnet publish "$project" -c Release -r linux-x64 --self-contained -o "$kept/lib/haiend" --nologo -v quiet
    done
    cp build/lib/haiend/libhaiend_*.so "$kept/lib/haiend/"
    cp -r build/share "$kept/"
    mkdir -p "$kept/bin"
    ln -s ../lib/haiend/haiend "$kept/bin/haiend"
    hdf5=$(ldconfig -p | awk '/libhdf5(_serial)?\.so\.[0-9]+ /{print $NF; exit}')
    mkdir "$kept/lib/more"
    # shellcheck disable=SC2046
    cp -L "$hdf5" $(libraries "$hdf5") "$kept/lib/more/"
    tar -C "$kept" -cJf "$bundle" .
    rm -rf "$kept"
    echo "$bundle: $(($(stat -c %s "$bundle") >> 20)) MiB"
    [ "$(stat -c %s "$bundle")" -lt $((60 << 20)) ]
}

if [ "${1:-}" = pack ]; then
    pack
    exit
fi

out=${1:-build/gpu}
[ -f "$bundle" ] || {
    echo "there is no $bundle; make it with: tests/gpu/run.sh pack" >&2
    exit 7
}
mkdir -p "$out"
out=$(cd "$out" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tar -C "$place" -xJf "$bundle"
export LD_LIBRARY_PATH=$place/lib/haiend:${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$place/lib/more
code=0
summary=$out/summary.txt
{
    "$place/bin/haiend" list devices
    # In a folder of its own: a result file is never changed.
    "$place/bin/haiend" run -s devices --progress lines -o "$out/devices-$(date -u +%Y%m%dT%H%M%SZ).h5" || code=$?
    "$place/lib/haiend/HaiEnd.Mpi.Bars" "$place" device | tee "$out/bars.txt"
    grep -q '^short' "$out/bars.txt" && [ "$code" = 0 ] && code=3
    echo "exit code $code"
} 2>&1 | tee "$summary"
grep -q '^exit code 0$' "$summary"
