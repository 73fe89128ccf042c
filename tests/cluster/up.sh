#!/usr/bin/env bash
# A cluster on one Linux machine, from namespaces: hosts n1 to nN, each with its own network, host name, shared memory
# and processes, and cables to a switch whose rate and delay can be set. Needs no root where users may have namespaces.
# usage: up.sh [HOSTS]    2 to 60, default 4; what an earlier one left is removed first
# Then: link.sh RATE DELAY [HOST], on.sh HOST COMMAND, mpirun.sh 4x1 COMMAND, down.sh
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

count=${1:-4}
if ! [[ $count =~ ^[0-9]+$ ]] || [ "$count" -lt 2 ] || [ "$count" -gt 60 ]; then
    echo "usage: up.sh [HOSTS], 2 to 60" >&2
    exit 2
fi
for command in ip:iproute2 unshare:util-linux nsenter:util-linux cc:gcc; do
    command -v "${command%:*}" >/dev/null || unfit "${command%:*} is missing; apt-get install ${command#*:}"
done
new=(--net --uts --ipc --mount --pid --fork --kill-child=KILL)
[ "$(id -u)" = 0 ] || new=(--user --map-root-user "${new[@]}")
why=$(unshare "${new[@]}" ip link add p0 type veth peer name p1 2>&1) ||
    unfit "namespaces with veth are refused (${why//$'\n'/; })"

"$here/down.sh"
mkdir -p "$state"
# A folder of an earlier user of this checkout, or of root, can't be used.
[ -O "$state" ] || unfit "$state belongs to someone else"
for program in relay yield; do
    flags=(-std=c11 -O2 -Wall -Wextra -Werror)
    [ $program = relay ] || flags+=(-shared -fPIC)
    [ "$state/$program" -nt "$here/$program.c" ] || cc "${flags[@]}" "$here/$program.c" -o "$state/$program"
done

hosts=(head)
for ((i = 1; i <= count; i++)); do
    hosts+=("n$i")
done
{
    echo "127.0.0.1 localhost"
    for i in "${!hosts[@]}"; do
        echo "$network.$((i == 0 ? 254 : i)) ${hosts[i]}"
    done
} >"$state/hosts"

# In a session of its own and with streams of its own, or a pipe that this script writes to would never end.
setsid unshare "${new[@]}" -- "$here/host.sh" "${hosts[@]}" </dev/null >"$state/log" 2>&1 &
for ((i = 0; i < 500; i++)); do
    if grep -qx ready "$state/log"; then
        echo "${#hosts[@]}" >"$state/size"
        echo "$count hosts are up"
        exit
    fi
    kill -0 $! 2>/dev/null || break
    sleep 0.02
done
why=$(tail -n 3 "$state/log")
"$here/down.sh"
unfit "the hosts did not start (${why//$'\n'/; })"
