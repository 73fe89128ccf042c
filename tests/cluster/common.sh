# shellcheck shell=bash
# shellcheck disable=SC2034 # for who sources it
# What the scripts of the cluster share. To be sourced.

# A host's own processes have this folder too: all hosts see one file system, as on a cluster.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$(dirname "$here")")
state=${HAIEND_CLUSTER:-$root/build/cluster}
network=10.77.0
export HAIEND_CLUSTER=$state

# unfit REASON: there can be no cluster here.
unfit() {
    echo "no cluster here: $*" >&2
    exit 7
}

# init_of HOST: the host's first process, as the caller's /proc has it; fails where it is not this cluster's.
init_of() {
    local pid
    pid=$(cat "$state/$1.pid" 2>/dev/null) && grep -qsz -F -- "$here/host.sh" "/proc/$pid/cmdline" && echo "$pid"
}

# From outside, an ordinary user has to become the root of the cluster's own user namespace first.
user_namespace=()
if [ "$(id -u)" != 0 ]; then
    user_namespace=(--user --preserve-credentials)
fi
