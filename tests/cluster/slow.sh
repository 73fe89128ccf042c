#!/usr/bin/env bash
# Runs a command; on one host, every rank of it has only a share of a processor. Needs a control group that can be made.
# usage: mpirun.sh 4x1 slow.sh HOST PERCENT COMMAND ...    e.g. mpirun.sh 4x1 tests/cluster/slow.sh n3 20 haiend run
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [ $# -lt 3 ] || ! [[ $2 =~ ^[1-9][0-9]?$ ]]; then
    echo "usage: slow.sh HOST PERCENT COMMAND ..." >&2
    exit 2
fi
host=$1 percent=$2
shift 2
[ "$(hostname)" = "$host" ] || exec "$@"

# Version 1 of control groups has a tree for the processor alone.
tree=/sys/fs/cgroup/cpu
[ -d $tree ] || tree=/sys/fs/cgroup
group=$tree/haiend-$HAIEND_CLUSTER_HOST-$$
mkdir "$group" 2>/dev/null || unfit "no control group can be made in $tree"
trap 'echo 0 >"$tree/cgroup.procs"; rmdir "$group"' EXIT
if [ -e "$group/cpu.cfs_quota_us" ]; then
    echo $((percent * $(cat "$group/cpu.cfs_period_us") / 100)) >"$group/cpu.cfs_quota_us"
else
    echo "$((percent * 1000)) 100000" >"$group/cpu.max" || unfit "control groups in $tree limit no processor"
fi
echo 0 >"$group/cgroup.procs"
code=0
"$@" || code=$?
exit $code
