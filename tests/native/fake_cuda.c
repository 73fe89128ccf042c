/* libcuda and libnvrtc for tests, without a device: memory is the host's, and a kernel is compiled by the host's C++
   compiler and run by one thread, member after member, which change at barriers. Built and loaded by the tests. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100, NOT_FOUND = 500, LAUNCH_FAILED = 719 };
enum { NVRTC_INVALID_INPUT = 3, NVRTC_COMPILATION = 6 };
#ifndef ARCHITECTURE
#define ARCHITECTURE "--gpu-architecture=sm_90"
#endif
enum { DEVICE_BYTES = 64 << 20, STACK_BYTES = 64 << 10, MOST_MEMBERS = 1024, NAME_BYTES = 64 };

typedef struct { unsigned x, y, z; } extent;

/* What is alive; all zero again when a program has cleaned up. */
EXPORT int fake_contexts, fake_streams, fake_modules, fake_programs, fake_buffers, fake_launches;
/* Devices that are there. */
EXPORT int fake_devices = 1;

static size_t used_bytes;
static char failing[NAME_BYTES];
static int fails_after, fails_with, is_lost;

/* The call of this name that comes after so many others of it returns a code. */
EXPORT void fake_fail(const char *call, int after, int code)
{
    snprintf(failing, sizeof failing, "%s", call);
    fails_after = after;
    fails_with = code;
}

/* From now on every call finds the device lost; 0 gives it back. */
EXPORT void fake_lose(int lost) { is_lost = lost; }

static int fault(const char *call)
{
    if (is_lost)
        return LAUNCH_FAILED;
    if (strcmp(call, failing) != 0 || fails_after-- > 0)
        return SUCCESS;
    failing[0] = 0;
    return fails_with;
}

#define TRY() \
    do { \
        int code_ = fault(__func__); \
        if (code_ != SUCCESS) \
            return code_; \
    } while (0)

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
    snprintf(name, (size_t)length, "Fake %d", device);
    return SUCCESS;
}

EXPORT int cuDeviceGetUuid_v2(unsigned char *uuid, int device)
{
    TRY();
    for (int i = 0; i < 16; i++)
        uuid[i] = (unsigned char)(16 * device + i);
    return SUCCESS;
}

EXPORT int cuDeviceGetPCIBusId(char *id, int length, int device)
{
    TRY();
    snprintf(id, (size_t)length, "0000:%02X:00.0", 0xA0 + device);
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
    *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute == 16 ? 132 : attribute == 13 ? 1980000 : 1;
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

/* The compiler: an image is the path of a library that the host's compiler made. */
typedef struct { char *source, *log, path[NAME_BYTES]; } program;

static const char preamble[] =
    "#include <math.h>\n"
    "#define __global__\n#define __shared__ static\n#define __launch_bounds__(n)\n#define __device__\n"
    "struct extent { unsigned x, y, z; };\n"
    "extern \"C\" { extent threadIdx, blockIdx; void (*fake_yield)(void); }\n"
    "#define __syncthreads() fake_yield()\n";

/* For each kernel a function that takes the addresses of its arguments. A parameter's type is all but its last word. */
static void add_calls(FILE *to, const char *text)
{
    for (const char *at = text; (at = strstr(at, "\nKERNEL(")) != NULL; at++) {
        const char *name = strchr(at, ')') + 1, *open = strchr(name, '('), *close = strchr(open, ')');
        while (isspace((unsigned char)*name))
            name++;
        int letters = (int)(open - name);
        fprintf(to, "\nextern \"C\" void fake_%.*s(void **p) { %.*s(", letters, name, letters, name);
        int index = 0;
        for (const char *from = open + 1; from < close; index++) {
            const char *end = from;
            while (end < close && *end != ',')
                end++;
            const char *word = end;
            while (isalnum((unsigned char)word[-1]) || word[-1] == '_')
                word--;
            fprintf(to, "%s*(%.*s*)p[%d]", index > 0 ? ", " : "", (int)(word - from), from, index);
            from = end + 1;
        }
        fprintf(to, "); }\n");
    }
}

EXPORT int nvrtcVersion(int *major, int *minor) { *major = 13; *minor = 0; return SUCCESS; }

EXPORT const char *nvrtcGetErrorString(int code)
{
    return code == NVRTC_COMPILATION ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_OF_THE_FAKE";
}

EXPORT int nvrtcGetNumSupportedArchs(int *count) { TRY(); *count = 2; return SUCCESS; }
EXPORT int nvrtcGetSupportedArchs(int *known) { TRY(); known[0] = 80; known[1] = 90; return SUCCESS; }

EXPORT int nvrtcCreateProgram(
    program **to, const char *source, const char *name, int headers, const char **texts, const char **names)
{
    (void)name, (void)headers, (void)texts, (void)names;
    TRY();
    *to = calloc(1, sizeof **to);
    (*to)->source = strdup(source);
    (*to)->log = strdup("");
    fake_programs++;
    return SUCCESS;
}

EXPORT int nvrtcCompileProgram(program *p, int count, const char **options)
{
    TRY();
    char folder[] = "/tmp/fake_cuda_XXXXXX", command[4096], log[4096] = "";
    if (mkdtemp(folder) == NULL || strcmp(options[0], ARCHITECTURE) != 0)
        return NVRTC_INVALID_INPUT;
    snprintf(command, sizeof command, "%s/kernel.cpp", folder);
    FILE *file = fopen(command, "w");
    fprintf(file, "%s%s", preamble, p->source);
    add_calls(file, p->source);
    fclose(file);
    snprintf(p->path, sizeof p->path, "%s/kernel.so", folder);
    int length = snprintf(command, sizeof command, "c++ -w -O1 -shared -fPIC -o %s %s/kernel.cpp", p->path, folder);
    for (int i = 1; i < count; i++)
        length += snprintf(command + length, sizeof command - (size_t)length, " '%s'", options[i]);
    snprintf(command + length, sizeof command - (size_t)length, " 2>&1");
    FILE *compiler = popen(command, "r");
    size_t bytes = fread(log, 1, sizeof log - 1, compiler);
    log[bytes] = 0;
    int failed = pclose(compiler);
    free(p->log);
    p->log = strdup(log);
    snprintf(command, sizeof command, "%s/kernel.cpp", folder);
    unlink(command);
    if (failed)
        rmdir(folder);
    return failed ? NVRTC_COMPILATION : SUCCESS;
}

EXPORT int nvrtcGetProgramLogSize(program *p, size_t *bytes) { TRY(); *bytes = strlen(p->log) + 1; return SUCCESS; }
EXPORT int nvrtcGetProgramLog(program *p, char *log) { TRY(); strcpy(log, p->log); return SUCCESS; }
EXPORT int nvrtcGetCUBINSize(program *p, size_t *bytes) { (void)p; TRY(); *bytes = NAME_BYTES; return SUCCESS; }
EXPORT int nvrtcGetCUBIN(program *p, char *image) { TRY(); memcpy(image, p->path, NAME_BYTES); return SUCCESS; }
EXPORT int nvrtcGetPTXSize(program *p, size_t *bytes) { (void)p; (void)bytes; return NVRTC_INVALID_INPUT; }
EXPORT int nvrtcGetPTX(program *p, char *text) { (void)p; (void)text; return NVRTC_INVALID_INPUT; }

EXPORT int nvrtcDestroyProgram(program **p)
{
    free((*p)->source);
    free((*p)->log);
    free(*p);
    *p = NULL;
    fake_programs--;
    return fault(__func__);
}

/* Modules and kernels. */
typedef struct { void *library; } module;
typedef struct { void (*call)(void **); extent *member, *group; } kernel;

EXPORT int cuModuleLoadDataEx(module **to, const char *image, unsigned options, int *names, void **values)
{
    (void)options, (void)names, (void)values;
    TRY();
    char path[NAME_BYTES];
    snprintf(path, sizeof path, "%s", image);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    unlink(path);
    *strrchr(path, '/') = 0;
    rmdir(path);
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
