/* The switch of a cluster of network namespaces, and the cables that lead to it: each has a rate and a delay.
 *
 *   relay serve SOCKET NAME=PID ...   forwards frames between the hosts; PID is any process in the host's namespace
 *   relay ask SOCKET WORD ...         sends one of the commands below and prints the answer
 *
 *   set RATE DELAY [NAME]   the cables of all hosts, or of one: bit/s, 0 for no limit, and us from host to host
 *   limit RATE DELAY        the cables of all hosts, until free
 *   free                    back to what was set
 *
 * On this side a host's cable ends at the interface p-NAME, on its own at eth0. A frame waits half the delay on the
 * cable of its sender and half on that of its receiver. It leaves the switch at the rate of the receiver's cable, with
 * preamble, checksum and gap counted as Ethernet has them; what waits there beyond a megabyte is dropped. The sender
 * is held to the rate by tbf on its eth0, because a queue there makes a socket wait, and a queue here would not. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_HOSTS = 64,
    MOST_FRAME = sizeof(struct virtio_net_hdr) + ETH_HLEN + 65536,
    BUFFER_BYTES = 1 << 20,
    ETHERNET_BYTES = 24, /* preamble 8, checksum 4, gap 12 (IEEE 802.3, 4.4.2) */
    HEADER_BYTES = 66,   /* Ethernet, IP and TCP with time stamps, again in each piece of a long frame */
};

typedef struct frame {
    struct frame *next;
    int64_t due_ns;
    int length; /* with the virtio header in front */
    unsigned char bytes[];
} frame;

typedef struct {
    frame *first, *last;
    int64_t waiting_bytes;
} queue;

typedef struct {
    int64_t bit_per_s; /* 0: no limit */
    int64_t half_delay_ns;
} cable;

typedef struct {
    char name[IFNAMSIZ - 2];
    unsigned char mac[ETH_ALEN];
    int frames;    /* packet socket on p-NAME */
    int route;     /* rtnetlink in the host's namespace; -1 where the host is this namespace itself */
    int interface; /* its eth0 */
    cable set, now;
    queue up, down;
    int64_t free_ns; /* when the switch has sent what waits for this host */
} host;

static host hosts[MOST_HOSTS];
static int host_count;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Appends an attribute to a netlink message; its room is the caller's. */
static struct rtattr *attribute(struct nlmsghdr *m, int type, const void *data, size_t bytes)
{
    struct rtattr *a = (struct rtattr *)((char *)m + NLMSG_ALIGN(m->nlmsg_len));
    a->rta_type = (unsigned short)type;
    a->rta_len = (unsigned short)RTA_LENGTH(bytes);
    if (bytes > 0) {
        memcpy(RTA_DATA(a), data, bytes);
    }
    m->nlmsg_len = NLMSG_ALIGN(m->nlmsg_len) + RTA_ALIGN(a->rta_len);
    return a;
}

/* Holds a host's eth0 to a rate, or lets it go. Returns an errno. */
static int shape(const host *h, int64_t bit_per_s)
{
    struct {
        struct nlmsghdr head;
        struct tcmsg tc;
        char room[256];
    } m = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof m.tc),
                    .nlmsg_type = bit_per_s > 0 ? RTM_NEWQDISC : RTM_DELQDISC,
                    .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (bit_per_s > 0 ? NLM_F_CREATE | NLM_F_REPLACE : 0)},
           .tc = {.tcm_ifindex = h->interface, .tcm_handle = 0x10000, .tcm_parent = TC_H_ROOT}};
    if (bit_per_s > 0) {
        /* The bucket covers a timer that is 200 us late, and four frames at least. */
        uint32_t burst = (uint32_t)(bit_per_s / 8 / 5000);
        burst = burst > 4 * ETH_FRAME_LEN ? burst : 4 * ETH_FRAME_LEN;
        struct tc_tbf_qopt options = {
            .rate = {.rate = (uint32_t)(bit_per_s / 8), .overhead = ETHERNET_BYTES, .linklayer = TC_LINKLAYER_ETHERNET},
            .limit = BUFFER_BYTES};
        attribute(&m.head, TCA_KIND, "tbf", sizeof "tbf");
        struct rtattr *nest = attribute(&m.head, TCA_OPTIONS, NULL, 0);
        attribute(&m.head, TCA_TBF_PARMS, &options, sizeof options);
        attribute(&m.head, TCA_TBF_BURST, &burst, sizeof burst);
        nest->rta_len = (unsigned short)((char *)&m + m.head.nlmsg_len - (char *)nest);
    }
    struct {
        struct nlmsghdr head;
        struct nlmsgerr error;
        char room[512];
    } answer;
    if (send(h->route, &m, m.head.nlmsg_len, 0) < 0 || recv(h->route, &answer, sizeof answer, 0) < 0) {
        return errno;
    }
    return bit_per_s > 0 && answer.head.nlmsg_type == NLMSG_ERROR ? -answer.error.error : 0;
}

/* Puts a cable in place of another. Returns an errno. */
static int connect_cable(host *h, cable c)
{
    int error = h->route >= 0 && c.bit_per_s != h->now.bit_per_s ? shape(h, c.bit_per_s) : 0;
    if (error == 0) {
        h->now = c;
    }
    return error;
}

/* Opens the two ends of a host's cable. */
static void open_host(host *h, const char *word)
{
    const char *equals = strchr(word, '=');
    if (equals == NULL || (size_t)(equals - word) >= sizeof h->name) {
        fprintf(stderr, "relay: %s is not NAME=PID\n", word);
        exit(2);
    }
    memcpy(h->name, word, (size_t)(equals - word));
    char port[IFNAMSIZ + 2], path[64];
    snprintf(port, sizeof port, "p-%s", h->name);
    struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
                             .sll_ifindex = (int)if_nametoindex(port)};
    int one = 1, room = 64 << 20;
    h->frames = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
    if (h->frames < 0 || setsockopt(h->frames, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof one) != 0
        || setsockopt(h->frames, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) != 0
        || bind(h->frames, (struct sockaddr *)&at, sizeof at) != 0) {
        fail(port);
    }
    setsockopt(h->frames, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    setsockopt(h->frames, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);

    h->route = -1;
    if (strcmp(equals, "=0") == 0) {
        return;
    }
    int home = open("/proc/self/ns/net", O_RDONLY);
    snprintf(path, sizeof path, "/proc/%s/ns/net", equals + 1);
    int there = open(path, O_RDONLY);
    if (home < 0 || there < 0 || setns(there, CLONE_NEWNET) != 0) {
        fail(path);
    }
    h->route = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    h->interface = (int)if_nametoindex("eth0");
    if (h->route < 0 || h->interface == 0 || setns(home, CLONE_NEWNET) != 0) {
        fail(path);
    }
    close(there);
    close(home);
}

static void append(queue *q, const unsigned char *bytes, int length, int64_t due_ns)
{
    frame *f = malloc(sizeof *f + (size_t)length);
    if (f == NULL) {
        return;
    }
    f->next = NULL;
    /* A cable that becomes shorter lets no frame pass another. */
    f->due_ns = q->last != NULL && q->last->due_ns > due_ns ? q->last->due_ns : due_ns;
    f->length = length;
    memcpy(f->bytes, bytes, (size_t)length);
    if (q->last != NULL) {
        q->last->next = f;
    } else {
        q->first = f;
    }
    q->last = f;
    q->waiting_bytes += length;
}

static void remove_first(queue *q)
{
    frame *f = q->first;
    q->first = f->next;
    if (q->first == NULL) {
        q->last = NULL;
    }
    q->waiting_bytes -= f->length;
    free(f);
}

/* Bytes that a frame takes on a wire; a long one is sent in pieces. */
static int64_t wire_bytes(const unsigned char *bytes, int length)
{
    const struct virtio_net_hdr *v = (const void *)bytes;
    int64_t plain = length - (int)sizeof *v, pieces = 1;
    if (v->gso_type != VIRTIO_NET_HDR_GSO_NONE && v->gso_size > 0) {
        pieces = (plain - HEADER_BYTES + v->gso_size - 1) / v->gso_size;
    }
    return plain + ETHERNET_BYTES + (pieces - 1) * (HEADER_BYTES + ETHERNET_BYTES);
}

/* At the switch: hands a frame to the cable of one host. */
static void hand_down(host *h, const unsigned char *bytes, int length, int64_t at_ns)
{
    if (h->down.waiting_bytes > BUFFER_BYTES && h->now.bit_per_s > 0) {
        return;
    }
    int64_t begin = at_ns > h->free_ns ? at_ns : h->free_ns;
    h->free_ns = h->now.bit_per_s == 0
        ? at_ns
        : begin + wire_bytes(bytes, length) * INT64_C(8000000000) / h->now.bit_per_s;
    append(&h->down, bytes, length, h->free_ns + h->now.half_delay_ns);
}

/* At the switch: a frame to the host that it is for, or to all others where that is not known. */
static void forward(const host *from, const unsigned char *bytes, int length, int64_t at_ns)
{
    const unsigned char *to = bytes + sizeof(struct virtio_net_hdr);
    for (int i = 0; i < host_count; i++) {
        if (memcmp(hosts[i].mac, to, ETH_ALEN) == 0) {
            hand_down(&hosts[i], bytes, length, at_ns);
            return;
        }
    }
    for (int i = 0; i < host_count; i++) {
        if (&hosts[i] != from) {
            hand_down(&hosts[i], bytes, length, at_ns);
        }
    }
}

/* Moves all that is due; returns when the next frame is. */
static int64_t deliver(void)
{
    int64_t now = now_ns(), next = INT64_MAX;
    for (int i = 0; i < host_count; i++) {
        for (queue *q = &hosts[i].up; q->first != NULL && q->first->due_ns <= now; remove_first(q)) {
            forward(&hosts[i], q->first->bytes, q->first->length, q->first->due_ns);
        }
    }
    for (int i = 0; i < host_count; i++) {
        for (queue *q = &hosts[i].down; q->first != NULL && q->first->due_ns <= now; remove_first(q)) {
            /* What the receiver has no room for is lost, as on a wire. */
            if (send(hosts[i].frames, q->first->bytes, (size_t)q->first->length, 0) < 0 && errno == EBADF) {
                fail(hosts[i].name);
            }
        }
        const frame *first[] = {hosts[i].up.first, hosts[i].down.first};
        for (int k = 0; k < 2; k++) {
            next = first[k] != NULL && first[k]->due_ns < next ? first[k]->due_ns : next;
        }
    }
    return next;
}

static void take(host *h)
{
    static unsigned char bytes[MOST_FRAME];
    for (int i = 0; i < 32; i++) {
        ssize_t length = recv(h->frames, bytes, sizeof bytes, 0);
        if (length < (ssize_t)sizeof(struct virtio_net_hdr) + ETH_HLEN) {
            return;
        }
        memcpy(h->mac, bytes + sizeof(struct virtio_net_hdr) + ETH_ALEN, ETH_ALEN);
        append(&h->up, bytes, (int)length, now_ns() + h->now.half_delay_ns);
    }
}

static const char *obey(char *line)
{
    static char answer[128];
    char verb[8] = "", name[sizeof hosts->name] = "";
    long long rate = 0, delay_us = 0;
    int words = sscanf(line, "%7s %lld %lld %13s", verb, &rate, &delay_us, name), met = 0;
    int is_set = strcmp(verb, "set") == 0, is_free = strcmp(verb, "free") == 0;
    if (!(is_free && words == 1) && !(is_set && words >= 3) && !(strcmp(verb, "limit") == 0 && words == 3)) {
        return "error: there is set RATE DELAY [NAME], limit RATE DELAY, free\n";
    }
    if (rate < 0 || (rate > 0 && rate < 8000) || rate > 20000000000 || delay_us < 0 || delay_us > 10000000) {
        return "error: a rate is from 8 kbit/s to 20 Gbit/s, or 0 for no limit; a delay is at most 10 s\n";
    }
    cable wanted = {rate, delay_us * 500};
    for (int i = 0; i < host_count; i++) {
        host *h = &hosts[i];
        /* The one in this namespace starts programs and measures nothing. */
        if (h->route < 0 || (name[0] != 0 && strcmp(name, h->name) != 0)) {
            continue;
        }
        int error = connect_cable(h, is_free ? h->set : wanted);
        if (error != 0) {
            snprintf(answer, sizeof answer, "error: tbf on %.13s: %.64s\n", h->name, strerror(error));
            return answer;
        }
        h->set = is_set ? wanted : h->set;
        met++;
    }
    return met > 0 ? "ok\n" : "error: no host has this name\n";
}

static void answer_one(int listener)
{
    char line[128];
    int client = accept(listener, NULL, NULL);
    struct timeval limit = {.tv_usec = 100000};
    if (client < 0) {
        return;
    }
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ssize_t length = recv(client, line, sizeof line - 1, 0);
    if (length > 0) {
        line[length] = 0;
        const char *answer = obey(line);
        send(client, answer, strlen(answer), MSG_NOSIGNAL);
    }
    close(client);
}

static struct sockaddr_un address(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof a.sun_path) {
        errno = ENAMETOOLONG;
        fail(path);
    }
    strcpy(a.sun_path, path);
    return a;
}

static int ask(const char *path, int count, char **words)
{
    struct sockaddr_un at = address(path);
    char line[128] = "", answer[256];
    for (int i = 0; i < count; i++) {
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, "%s%s", i > 0 ? " " : "", words[i]);
    }
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    if (s < 0 || connect(s, (struct sockaddr *)&at, sizeof at) != 0 || send(s, line, strlen(line), 0) < 0) {
        fail(path);
    }
    ssize_t length = recv(s, answer, sizeof answer - 1, 0);
    answer[length > 0 ? length : 0] = 0;
    fputs(answer, stdout);
    return strcmp(answer, "ok\n") == 0 ? 0 : 1;
}

static void serve(const char *path)
{
    struct sockaddr_un at = address(path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    unlink(path);
    if (listener < 0 || bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 8) != 0) {
        fail(path);
    }
    /* Better on time than not; without the right to it, as good as the scheduler can. */
    struct sched_param first = {.sched_priority = 20};
    prctl(PR_SET_TIMERSLACK, 1UL);
    sched_setscheduler(0, SCHED_FIFO, &first);
    puts("ready");
    fflush(stdout);

    struct pollfd ready[MOST_HOSTS + 1];
    for (int i = 0; i < host_count; i++) {
        ready[i] = (struct pollfd){.fd = hosts[i].frames, .events = POLLIN};
    }
    ready[host_count] = (struct pollfd){.fd = listener, .events = POLLIN};
    for (;;) {
        int64_t next = deliver(), left = next - now_ns();
        left = left > 0 ? left : 0;
        struct timespec until = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        if (ppoll(ready, (nfds_t)host_count + 1, next == INT64_MAX ? NULL : &until, NULL) < 0 && errno != EINTR) {
            fail("ppoll");
        }
        for (int i = 0; i < host_count; i++) {
            if (ready[i].revents != 0) {
                take(&hosts[i]);
            }
        }
        if (ready[host_count].revents != 0) {
            answer_one(listener);
        }
    }
}

int main(int count, char **words)
{
    if (count > 3 && strcmp(words[1], "ask") == 0) {
        return ask(words[2], count - 3, words + 3);
    }
    if (count < 4 || count - 3 > MOST_HOSTS || strcmp(words[1], "serve") != 0) {
        fprintf(stderr, "usage: relay serve SOCKET NAME=PID ... | relay ask SOCKET WORD ...\n");
        return 2;
    }
    for (int i = 3; i < count; i++) {
        open_host(&hosts[host_count++], words[i]);
    }
    serve(words[2]);
}
