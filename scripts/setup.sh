# shellcheck shell=bash
# What quickstart.sh and check.sh share: finding what is missing, getting it, building. To be sourced.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# As root, Open MPI wants to be told twice; a container has no other user. The SDK must not want libicu.
if [ "$(id -u)" = 0 ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# No compiler or build server stays behind to disturb what is measured next.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0

missing=()
packages=()

has_command() {
    command -v "$1" >/dev/null
}

# has_library NAME...: the loader knows one of them, or it lies in a folder that a module has named.
has_library() {
    local name folder folders
    IFS=: read -ra folders <<<"${LD_LIBRARY_PATH:-}:${LIBRARY_PATH:-}"
    for name; do
        if PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep "^[[:space:]]*$name\.so" >/dev/null; then
            return 0
        fi
        for folder in "${folders[@]}"; do
            compgen -G "${folder:-/nowhere}/$name.so*" >/dev/null && return 0
        done
    done
    return 1
}

has_mpi() {
    has_command mpicc && has_command mpirun
}

has_clang() {
    has_command clang || has_command clang-15
}

# The system's own python, whatever a user has put before it on the path.
has_python_modules() {
    /usr/bin/python3 -c 'import sys, importlib.util as u; sys.exit(None in map(u.find_spec, sys.argv[1:]))' "$@" \
        2>/dev/null
}

has_r_package() {
    has_command Rscript && Rscript -e "library($1)" >/dev/null 2>&1
}

has_opencl() {
    has_library libOpenCL && compgen -G '/etc/OpenCL/vendors/*.icd' >/dev/null
}

# need WHAT PACKAGES CHECK...: notes WHAT as missing where CHECK fails.
need() {
    local what=$1 debian=$2
    shift 2
    if ! "$@"; then
        missing+=("$what")
        read -ra more <<<"$debian"
        packages+=("${more[@]}")
    fi
}

need_all() {
    need "CMake" "cmake make" has_command cmake
    need "a C compiler" "gcc libc6-dev" has_command cc
    need "MPI" "libopenmpi-dev openmpi-bin" has_mpi
    need "HDF5" "hdf5-tools" has_library libhdf5 libhdf5_serial
    need "an optimised BLAS" "libopenblas0" has_library libopenblas libblis libmkl_rt libnvpl_blas_lp64_gomp libsci_gnu
    need "hwloc" "libhwloc15" has_library libhwloc
}

# The peer of our distributed products, one for each MPI; without it they are measured alone.
need_scalapack() {
    need "ScaLAPACK for Open MPI" "libscalapack-openmpi2.2" has_library libscalapack-openmpi libscalapack
    need "ScaLAPACK for MPICH" "libscalapack-mpich2.2" has_library libscalapack-mpich libscalapack
}

# fetch_missing: as root installs what is missing; otherwise says what to ask for and fails.
fetch_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    local list install="apt-get install -y --no-install-recommends ${packages[*]}"
    list=$(printf ', %s' "${missing[@]}")
    if [ "$(id -u)" = 0 ] && has_command apt-get; then
        echo "Installing ${list:2}"
        mkdir -p build
        if (export DEBIAN_FRONTEND=noninteractive; apt-get -q update && $install) >build/apt.log 2>&1; then
            missing=()
            packages=()
            return 0
        fi
        tail -n 20 build/apt.log >&2
        echo "apt-get failed; all it said is in build/apt.log." >&2
        return 7
    fi
    {
        echo "Missing: ${list:2}."
        echo "Ask an administrator for:  $install"
        echo "or, on a cluster, try:     module load cmake gcc openmpi hdf5 openblas"
    } >&2
    return 7
}

need_sdk() {
    if ! has_command dotnet && [ -x "$HOME/.dotnet/dotnet" ]; then
        export DOTNET_ROOT=$HOME/.dotnet PATH=$PATH:$HOME/.dotnet
    fi
    # In this folder, global.json makes dotnet fail where it has no SDK that will do.
    if ! dotnet --version >/dev/null 2>&1; then
        {
            echo "The .NET 10 SDK is missing (global.json says which). Without root it goes to ~/.dotnet:"
            echo "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
        } >&2
        return 7
    fi
}

# quietly LOG COMMAND...: keeps the output in build/LOG.log and shows its end only where the command fails.
quietly() {
    local log=build/$1.log
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 || {
        tail -n 40 "$log" >&2
        echo "FAILED: $* (all of it: $log)" >&2
        return 1
    }
}

build_all() {
    quietly configure cmake -S . -B build && quietly build cmake --build build --parallel
}
