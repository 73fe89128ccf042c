#!/usr/bin/env bash
# Tried: Debian 12 with Open MPI 4.1 and with MPICH 4.0.
# One node without a queue: one rank a core, the file in ./results. Arguments go to haiend run.
set -euo pipefail

haiend=$(dirname "${BASH_SOURCE[0]}")/../../../bin/haiend
[ -x "$haiend" ] || haiend=haiend
# As root, in a container say, Open MPI wants to be told twice.
[ "$(id -u)" != 0 ] || export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks=${RANKS:-$(lscpu -p=CORE,SOCKET | grep -v '^#' | sort -u | wc -l)}

"$haiend" doctor
exec mpirun -n "$ranks" "$haiend" run "$@"
