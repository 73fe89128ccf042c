/* libcuda for tests, without a device: memory is the host's, and a kernel is run by one thread, member after member,
   which change at barriers. Built with the compiler's fake, and loaded by the tests. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

enum { INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100 };
enum { INVALID_HANDLE = 400, NOT_FOUND = 500, LAUNCH_FAILED = 719 };
enum { DEVICE_BYTES = 64 << 20, STACK_BYTES = 64 << 10, MOST_MEMBERS = 1024 };
#define LOST LAUNCH_FAILED
#include "fake.h"

typedef struct { unsigned x, y, z; } extent;

/* What is alive; all zero again when a program has cleaned up. */
EXPORT int fake_contexts, fake_streams, fake_modules, fake_buffers, fake_hosts, fake_events;
/* What was done so far. */
EXPORT int fake_launches;
/* Compute capability of all devices, as 10 major + minor. */
EXPORT int fake_capability = 90;
/* Devices that are there. */
EXPORT int fake_devices = 1;
/* The board that is shown as device 0, as CUDA_VISIBLE_DEVICES has it. */
EXPORT int fake_first;

static size_t used_bytes;
#include "fake_nvrtc.c"

EXPORT int cuInit(unsigned flags)
{
    TRY();
    return flags != 0 ? INVALID_VALUE : fake_devices == 0 ? NO_DEVICE : SUCCESS;
}

EXPORT int cuDriverGetVersion(int *version) { TRY(); *version = 13000; return SUCCESS; }
EXPORT int cuDeviceGetCount(int *count) { TRY(); *count = fake_devices; return SUCCESS; }

EXPORT int cuDeviceGet(int *device, int ordinal)
{
    TRY();
    *device = ordinal;
    return ordinal >= 0 && ordinal < fake_devices ? SUCCESS : INVALID_VALUE;
}

EXPORT int cuDeviceGetName(char *name, int length, int device)
{
    TRY();
    snprintf(name, (size_t)length, "Fake %d", fake_first + device);
    return SUCCESS;
}

EXPORT int cuDeviceGetUuid_v2(unsigned char *uuid, int device)
{
    TRY();
    for (int i = 0; i < 16; i++)
        uuid[i] = (unsigned char)(16 * (fake_first + device) + i);
    return SUCCESS;
}

EXPORT int cuDeviceGetPCIBusId(char *id, int length, int device)
{
    TRY();
    snprintf(id, (size_t)length, "0000:%02X:00.0", 0xA0 + fake_first + device);
    return SUCCESS;
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int device)
{
    (void)device;
    TRY();
    *bytes = DEVICE_BYTES;
    return SUCCESS;
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    (void)device;
    TRY();
    *value = attribute == 75 ? fake_capability / 10 : attribute == 76 ? fake_capability % 10 : attribute == 16 ? 132
        : attribute == 13 ? 1980000 : 1;
    return SUCCESS;
}

EXPORT int cuDevicePrimaryCtxRetain(void **context, int device)
{
    (void)device;
    TRY();
    fake_contexts++;
    *context = &fake_contexts;
    return SUCCESS;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int device) { (void)device; fake_contexts--; return fault(__func__); }
EXPORT int cuCtxSetCurrent(void *context) { TRY(); return context == &fake_contexts ? SUCCESS : INVALID_VALUE; }

/* A buffer begins after its length. */
EXPORT int cuMemAlloc_v2(uintptr_t *address, size_t bytes)
{
    TRY();
    if (bytes == 0)
        return INVALID_VALUE;
    if (used_bytes + bytes > DEVICE_BYTES)
        return OUT_OF_MEMORY;
    size_t *block = aligned_alloc(64, (bytes + 127) / 64 * 64);
    memset(block, 0xFF, (bytes + 127) / 64 * 64);
    *block = bytes;
    used_bytes += bytes;
    fake_buffers++;
    *address = (uintptr_t)block + 64;
    return SUCCESS;
}

EXPORT int cuMemFree_v2(uintptr_t address)
{
    size_t *block = (size_t *)(address - 64);
    used_bytes -= *block;
    fake_buffers--;
    free(block);
    return fault(__func__);
}

EXPORT int cuMemGetInfo_v2(size_t *left, size_t *all)
{
    TRY();
    *all = DEVICE_BYTES;
    *left = DEVICE_BYTES - used_bytes;
    return SUCCESS;
}

EXPORT int cuMemAllocHost_v2(void **address, size_t bytes)
{
    TRY();
    if (bytes == 0)
        return INVALID_VALUE;
    *address = malloc(bytes);
    fake_hosts++;
    return SUCCESS;
}

EXPORT int cuMemFreeHost(void *address)
{
    free(address);
    fake_hosts--;
    return fault(__func__);
}

EXPORT int cuMemcpyHtoDAsync_v2(uintptr_t to, const void *from, size_t bytes, void *stream)
{
    (void)stream;
    TRY();
    memcpy((void *)to, from, bytes);
    return SUCCESS;
}

EXPORT int cuMemcpyDtoHAsync_v2(void *to, uintptr_t from, size_t bytes, void *stream)
{
    (void)stream;
    TRY();
    memcpy(to, (void *)from, bytes);
    return SUCCESS;
}

EXPORT int cuMemcpyDtoDAsync_v2(uintptr_t to, uintptr_t from, size_t bytes, void *stream)
{
    (void)stream;
    TRY();
    memmove((void *)to, (void *)from, bytes);
    return SUCCESS;
}

EXPORT int cuStreamCreate(void **stream, unsigned flags)
{
    (void)flags;
    TRY();
    fake_streams++;
    *stream = &fake_streams;
    return SUCCESS;
}

EXPORT int cuStreamDestroy_v2(void *stream) { (void)stream; fake_streams--; return fault(__func__); }
EXPORT int cuStreamSynchronize(void *stream) { TRY(); return stream == &fake_streams ? SUCCESS : INVALID_VALUE; }

/* The fake's clock goes on by 1 ms with each event that is recorded. */
typedef struct { int ms; } event;

EXPORT int cuEventCreate(event **to, unsigned flags)
{
    TRY();
    if (flags != 0)
        return INVALID_VALUE;
    *to = calloc(1, sizeof **to);
    fake_events++;
    return SUCCESS;
}

EXPORT int cuEventRecord(event *e, void *stream)
{
    static int clock_ms;
    TRY();
    e->ms = ++clock_ms;
    return stream == &fake_streams ? SUCCESS : INVALID_VALUE;
}

EXPORT int cuEventSynchronize(event *e) { (void)e; return fault(__func__); }

EXPORT int cuEventElapsedTime(float *ms, event *from, event *to)
{
    TRY();
    *ms = (float)(to->ms - from->ms);
    return from->ms == 0 || to->ms == 0 ? INVALID_HANDLE : SUCCESS;
}

EXPORT int cuEventDestroy_v2(event *e)
{
    free(e);
    fake_events--;
    return fault(__func__);
}

EXPORT int cuStreamWaitEvent(void *stream, event *e, unsigned flags)
{
    (void)e;
    TRY();
    return stream == &fake_streams && flags == 0 ? SUCCESS : INVALID_VALUE;
}

EXPORT int cuGetErrorName(int code, const char **name)
{
    *name = code == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY"
        : code == LAUNCH_FAILED ? "CUDA_ERROR_LAUNCH_FAILED" : "CUDA_ERROR_OF_THE_FAKE";
    return SUCCESS;
}

EXPORT int cuGetErrorString(int code, const char **text)
{
    *text = code == OUT_OF_MEMORY ? "out of memory" : "a fault that a test asked for";
    return SUCCESS;
}

/* Modules and kernels. */
typedef struct { void *library; } module;
typedef struct { void (*call)(void **); extent *member, *group; } kernel;

EXPORT int cuModuleLoadDataEx(module **to, const char *image, unsigned options, int *names, void **values)
{
    (void)options, (void)names, (void)values;
    TRY();
    char path[] = "/tmp/fake_cuda_XXXXXX";
    size_t bytes;
    memcpy(&bytes, image, sizeof bytes);
    FILE *file = fdopen(mkstemp(path), "w");
    fwrite(image + sizeof bytes, 1, bytes, file);
    fclose(file);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    unlink(path);
    if (library == NULL)
        return NOT_FOUND;
    *to = malloc(sizeof **to);
    (*to)->library = library;
    fake_modules++;
    return SUCCESS;
}

EXPORT int cuModuleUnload(module *m)
{
    dlclose(m->library);
    free(m);
    fake_modules--;
    return fault(__func__);
}

static ucontext_t home, member[MOST_MEMBERS];
static int running;

static void yield(void) { swapcontext(&member[running], &home); }

EXPORT int cuModuleGetFunction(kernel **to, module *m, const char *name)
{
    TRY();
    char symbol[NAME_BYTES];
    snprintf(symbol, sizeof symbol, "fake_%s", name);
    void *call = dlsym(m->library, symbol);
    if (call == NULL)
        return NOT_FOUND;
    /* One for each name that is asked for; tests are short. */
    *to = malloc(sizeof **to);
    memcpy(&(*to)->call, &call, sizeof call);
    (*to)->member = dlsym(m->library, "threadIdx");
    (*to)->group = dlsym(m->library, "blockIdx");
    void (**place)(void) = dlsym(m->library, "fake_yield");
    *place = yield;
    return SUCCESS;
}

static kernel *starting;
static void **arguments_of;
static int is_done[MOST_MEMBERS];

static void run(void)
{
    starting->call(arguments_of);
    is_done[running] = 1;
}

static int run_group(extent block)
{
    static char *stacks;
    int members = (int)(block.x * block.y * block.z);
    if (members > MOST_MEMBERS)
        return INVALID_VALUE;
    if (stacks == NULL)
        stacks = malloc((size_t)MOST_MEMBERS * STACK_BYTES);
    for (int i = 0; i < members; i++) {
        is_done[i] = 0;
        getcontext(&member[i]);
        member[i].uc_stack.ss_sp = stacks + (size_t)i * STACK_BYTES;
        member[i].uc_stack.ss_size = STACK_BYTES;
        member[i].uc_link = &home;
        makecontext(&member[i], run, 0);
    }
    for (int left = members; left > 0;) {
        for (running = 0; running < members; running++) {
            unsigned i = (unsigned)running;
            if (is_done[i])
                continue;
            *starting->member = (extent){ i % block.x, i / block.x % block.y, i / (block.x * block.y) };
            swapcontext(&home, &member[i]);
            left -= is_done[i];
        }
    }
    return SUCCESS;
}

EXPORT int cuLaunchKernel(
    kernel *k, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
    void *stream, void **arguments, void **extra)
{
    (void)stream;
    TRY();
    if (gx * gy * gz == 0 || shared != 0 || extra != NULL)
        return INVALID_VALUE;
    starting = k;
    arguments_of = arguments;
    fake_launches++;
    for (unsigned z = 0; z < gz; z++)
        for (unsigned y = 0; y < gy; y++)
            for (unsigned x = 0; x < gx; x++) {
                *k->group = (extent){ x, y, z };
                int code = run_group((extent){ bx, by, bz });
                if (code != SUCCESS)
                    return code;
            }
    return SUCCESS;
}
