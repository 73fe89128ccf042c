#!/usr/bin/env bash
# Sets the cables of all hosts, or of one: e.g. link.sh 100M 1000, link.sh 0 0, link.sh 10M 0 n3 for one slow cable.
# usage: link.sh RATE DELAY [HOST]    bit/s with k, M or G, 0 for no limit; us from host to host
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [ $# -lt 2 ]; then
    echo "usage: link.sh RATE DELAY [HOST]" >&2
    exit 2
fi
init_of head >/dev/null || unfit "it is not up; see up.sh"
rate=$(numfmt --from=si "${1/k/K}")
exec "$state/relay" ask "$state/control" set "$rate" "${@:2}"
