#!/usr/bin/env bash
# What mpirun takes for rsh: rsh.sh [options] HOST WORD ..., the words joined for a shell.
set -euo pipefail
while [[ ${1:-} == -* ]]; do
    [ "$1" != -l ] || shift
    shift
done
host=$1
shift
exec "$(dirname "${BASH_SOURCE[0]}")/on.sh" "$host" /bin/sh -c "$*"
