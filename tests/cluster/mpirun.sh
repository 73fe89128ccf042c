#!/usr/bin/env bash
# Starts a command on hosts of the cluster under Open MPI or MPICH. Messages between hosts go through TCP and the
# cables; those inside a host through shared memory under Open MPI, and through TCP, but no cable, under MPICH. Brings a
# cluster up where there is none, and down again then.
# usage: mpirun.sh [--mpich] HOSTSxRANKS COMMAND ...    e.g. mpirun.sh 4x1 build/bin/haiend run -s slowlink
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

flavour=openmpi
if [ "${1:-}" = --mpich ]; then
    flavour=mpich
    shift
fi
if [ $# -lt 2 ] || ! [[ $1 =~ ^([0-9]+)x([0-9]+)$ ]]; then
    echo "usage: mpirun.sh [--mpich] HOSTSxRANKS COMMAND ..., e.g. 4x1" >&2
    exit 2
fi
count=${BASH_REMATCH[1]} each=${BASH_REMATCH[2]}
shift
command -v "mpirun.$flavour" >/dev/null || unfit "mpirun.$flavour is missing; apt-get install ${flavour/open/lib}-dev"

if ! init_of head >/dev/null; then
    "$here/up.sh" "$count" >&2
    trap '"$here/down.sh"' EXIT
elif [ "$count" -ge "$(cat "$state/size")" ]; then
    unfit "it has $(($(cat "$state/size") - 1)) hosts, $count are asked for"
fi
list=()
for ((i = 1; i <= count; i++)); do
    list+=("n$i:$each")
done
hosts=$(IFS=,; echo "${list[*]}")
export HAIEND_LINK=$state/control
if [ $flavour = openmpi ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    launch=(mpirun.openmpi --host "$hosts" -n $((count * each)) --bind-to none
        --mca plm rsh --mca plm_rsh_agent "$here/rsh.sh" --mca plm_rsh_no_tree_spawn 1
        --mca pml ob1 --mca btl "self,vader,tcp" --mca btl_tcp_if_include eth0 --mca oob_tcp_if_include eth0
        # The hosts share this machine's cores: who waits makes room.
        --mca mpi_yield_when_idle 1)
else
    export UCX_TLS=tcp,self UCX_NET_DEVICES=eth0
    launch=(mpiexec.hydra -hosts "$hosts" -n $((count * each)) -launcher rsh -launcher-exec "$here/rsh.sh" -iface eth0)
    # MPICH polls UCX without ever making room.
    launch+=(-genv LD_PRELOAD "$state/yield")
fi
code=0
"$here/on.sh" head "${launch[@]}" "$@" || code=$?
exit $code
