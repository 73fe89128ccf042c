/* Preloaded into ranks of MPICH, which polls its connections (epoll_wait with no time to wait) and never makes room for
 * another rank on the same core: gives the core away where a poll found nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <string.h>
#include <sys/epoll.h>

int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms)
{
    static int (*next)(int, struct epoll_event *, int, int);
    if (next == NULL) {
        void *found = dlsym(RTLD_NEXT, "epoll_wait");
        memcpy(&next, &found, sizeof next);
    }
    int count = next(epoll, events, most, timeout_ms);
    if (count == 0 && timeout_ms == 0) {
        sched_yield();
    }
    return count;
}
