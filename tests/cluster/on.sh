#!/usr/bin/env bash
# Runs a command on a host of the cluster, in the folder of the caller: from outside, or from the head.
# usage: on.sh HOST COMMAND ...
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

host=$1
shift
enter=(--mount --uts --ipc --net --pid)
if [ "${HAIEND_CLUSTER_HOST:-}" != head ]; then
    pid=$(init_of head) || unfit "it is not up; see up.sh"
    enter+=("${user_namespace[@]}")
    [ "$host" = head ] || set -- "${BASH_SOURCE[0]}" "$host" "$@"
    host="head"
else
    pid=$(init_of "$host") || unfit "no host is called $host"
fi
# Files that programs make for themselves must not meet: two hosts have the same process numbers.
export HAIEND_CLUSTER_HOST=$host TMPDIR=$state/tmp/$host
# shellcheck disable=SC2016 # for the shell on the host
exec nsenter --target "$pid" "${enter[@]}" -- /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
