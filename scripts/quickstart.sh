#!/usr/bin/env bash
# From a clone to the first result: gets what is missing, builds, measures on two ranks.
set -euo pipefail

# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_sdk || exit 7
need_all
fetch_missing || exit 7
echo "Building (a minute the first time)"
build_all

ranks=2
cores=$(lscpu -p=CORE,SOCKET | grep -v '^#' | sort -u | wc -l)
if [ "$(nproc)" -lt 2 ]; then
    ranks=1
elif [ "$cores" -lt 2 ]; then
    # Open MPI counts cores; where two processors are one core it would refuse.
    export OMPI_MCA_hwloc_base_use_hwthreads_as_cpus=1
fi
echo mpirun -n "$ranks" build/bin/haiend run "$@"
exec mpirun -n "$ranks" build/bin/haiend run "$@"
