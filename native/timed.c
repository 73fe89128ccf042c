#define _GNU_SOURCE
#include "internal.h"
#include "timed.h"

#include <stdatomic.h>
#include <time.h>

int hai_timing;

static _Thread_local int64_t began;
static _Atomic int64_t total, calls;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void hai_call_begins(void)
{
    began = now();
}

int hai_call_ended(int error)
{
    atomic_fetch_add(&total, now() - began);
    atomic_fetch_add(&calls, 1);
    return error;
}

void hai_time_start(void)
{
    total = 0;
    calls = 0;
    hai_timing = 1;
    hai_set_short_limit();
}

void hai_time_stop(int64_t *nanoseconds, int64_t *number)
{
    hai_timing = 0;
    hai_set_short_limit();
    *nanoseconds = total;
    *number = calls;
}
