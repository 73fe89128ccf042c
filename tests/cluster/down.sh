#!/usr/bin/env bash
# Ends the cluster that up.sh made, and with it every process on its hosts; nothing else. Does nothing where none is.
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The process namespaces of all hosts lie in that of the head, which ends with its first process.
if pid=$(init_of head); then
    kill -KILL "$pid"
    while init_of head >/dev/null; do
        sleep 0.02
    done
fi
rm -rf "$state"/*.pid "$state/size" "$state/control" "$state/log" "$state/tmp"
