#!/usr/bin/env bash
# The first process of a host. up.sh starts it in new namespaces; the head starts those of the others, and the switch.
# usage: host.sh NAME [OTHER ...]
set -euo pipefail
# shellcheck source=tests/cluster/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

name=$1
shift
# Before this host has its own /proc: its number where it was started.
read -r pid _ </proc/self/stat
echo "$pid" >"$state/$name.pid.new"
hostname "$name"
mount -t proc proc /proc
mount -t tmpfs -o mode=1777 shm /dev/shm
mount --bind "$state/hosts" /etc/hosts
# UCX and hwloc look for interfaces there. Only these folders are this host's: the rest of /sys has the control groups.
mkdir -p "$state/tmp/$name" "$state/tmp/sys"
mount -t sysfs sysfs "$state/tmp/sys"
for folder in /sys/class/net /sys/devices/virtual/net; do
    mount --bind "$state/tmp$folder" "$folder"
done
ip link set lo up
# The same on every machine: under BBR, which some have, connections that take turns leave a fifth of a cable unused.
echo reno >/proc/sys/net/ipv4/tcp_congestion_control

# address INTERFACE NUMBER: brings an interface up. No IPv6: nothing here asks for it, and it would talk unasked.
address() {
    ip link set "$1" addrgenmode none 2>/dev/null || true # a kernel without IPv6
    ip address add "$network.$2/24" dev "$1"
    ip link set "$1" up
}

if [ $# -gt 0 ]; then
    ports=(head=0)
    ip link add p-head type veth peer name eth0
    address eth0 254
    for other; do
        unshare --net --uts --ipc --mount --pid --fork --kill-child=KILL -- "${BASH_SOURCE[0]}" "$other" &
    done
    for other; do
        while [ ! -s "$state/$other.pid" ]; do
            kill -0 $! # it ended: its reason is in the log
            sleep 0.01
        done
        pid=$(cat "$state/$other.pid")
        ip link add "p-$other" type veth peer name eth0 netns "$pid"
        nsenter --target "$pid" --net -- bash -c "$(declare -f address); network=$network address eth0 ${other#n}"
        ports+=("$other=$pid")
    done
    for port in "${ports[@]}"; do
        ip link set "p-${port%=*}" addrgenmode none 2>/dev/null || true
        ip link set "p-${port%=*}" up
    done
    mv "$state/$name.pid.new" "$state/$name.pid"
    # Without the switch there is no cluster: the head ends with it, and all hosts with the head.
    "$state/relay" serve "$state/control" "${ports[@]}" &
    wait $!
else
    mv "$state/$name.pid.new" "$state/$name.pid"
    sleep infinity &
    wait $!
fi
