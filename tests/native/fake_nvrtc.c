/* libnvrtc for tests, a part of the fake of CUDA: kernels are compiled by the host's C++ compiler. An image is a file
   that it made, after its length. */
#include <ctype.h>

#ifndef ARCHITECTURE
#define ARCHITECTURE "--gpu-architecture=sm_90"
#endif

enum { NVRTC_INVALID_INPUT = 3, NVRTC_COMPILATION = 6 };

/* What is alive, and what was done. */
EXPORT int fake_programs, fake_compilations;

typedef struct { char *source, *log, *image; size_t image_bytes; } program;

/* Of the assembler, kernels use the conversion from fp16 alone: by a shift, and a product that sets the exponent. */
static const char preamble[] =
    "#include <math.h>\n"
    "#include <string.h>\n"
    "#define __global__\n#define __shared__ static\n#define __launch_bounds__(n)\n#define __device__\n"
    "#define __align__(n)\n#define __forceinline__ inline\n"
    "static float fake_half(unsigned short h)\n"
    "{ unsigned b = (h & 0x7fffu) << 13; float x; memcpy(&x, &b, 4); return (h >> 15 ? -1 : 1) * x * 0x1p112f; }\n"
    "#define asm(...) x = fake_half(bits)\n"
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

static void keep_image(program *p, const char *path)
{
    FILE *file = fopen(path, "r");
    fseek(file, 0, SEEK_END);
    size_t bytes = (size_t)ftell(file);
    rewind(file);
    p->image_bytes = sizeof bytes + bytes;
    p->image = malloc(p->image_bytes);
    memcpy(p->image, &bytes, sizeof bytes);
    if (fread(p->image + sizeof bytes, 1, bytes, file) != bytes)
        abort();
    fclose(file);
    unlink(path);
}

EXPORT int nvrtcCompileProgram(program *p, int count, const char **options)
{
    TRY();
    fake_compilations++;
    char folder[] = "/tmp/fake_cuda_XXXXXX", path[NAME_BYTES], command[4096], log[4096] = "";
    if (mkdtemp(folder) == NULL || strcmp(options[0], ARCHITECTURE) != 0)
        return NVRTC_INVALID_INPUT;
    snprintf(command, sizeof command, "%s/kernel.cpp", folder);
    FILE *file = fopen(command, "w");
    fprintf(file, "%s%s", preamble, p->source);
    add_calls(file, p->source);
    fclose(file);
    snprintf(path, sizeof path, "%s/kernel.so", folder);
    int length = snprintf(command, sizeof command, "c++ -w -O1 -shared -fPIC -o %s %s/kernel.cpp", path, folder);
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
    if (!failed)
        keep_image(p, path);
    rmdir(folder);
    return failed ? NVRTC_COMPILATION : SUCCESS;
}

EXPORT int nvrtcGetProgramLogSize(program *p, size_t *bytes) { TRY(); *bytes = strlen(p->log) + 1; return SUCCESS; }
EXPORT int nvrtcGetProgramLog(program *p, char *log) { TRY(); strcpy(log, p->log); return SUCCESS; }
EXPORT int nvrtcGetCUBINSize(program *p, size_t *bytes) { TRY(); *bytes = p->image_bytes; return SUCCESS; }
EXPORT int nvrtcGetCUBIN(program *p, char *image) { TRY(); memcpy(image, p->image, p->image_bytes); return SUCCESS; }
EXPORT int nvrtcGetPTXSize(program *p, size_t *bytes) { (void)p; (void)bytes; return NVRTC_INVALID_INPUT; }
EXPORT int nvrtcGetPTX(program *p, char *text) { (void)p; (void)text; return NVRTC_INVALID_INPUT; }

EXPORT int nvrtcDestroyProgram(program **p)
{
    free((*p)->source);
    free((*p)->log);
    free((*p)->image);
    free(*p);
    *p = NULL;
    fake_programs--;
    return fault(__func__);
}
