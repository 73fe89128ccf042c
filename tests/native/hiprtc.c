/* hiprtc as a program, as its LLVM and that of an OpenCL driver can't be in one process: compiles standard input with
   the options it is given and prints what the compiler says. Ends with 77 where no libamdhip64 has a compiler. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static void *library;

static void *call(const char *name)
{
    return dlsym(library, name);
}

int main(int count, char **words)
{
    static char source[1 << 20];
    void *program;
    size_t bytes = 0;
    for (int major = 7; major >= 5 && library == NULL; major--) {
        char file[32];
        snprintf(file, sizeof file, "libamdhip64.so.%d", major);
        library = dlopen(file, RTLD_NOW);
    }
    if (library == NULL || call("hiprtcCreateProgram") == NULL)
        return 77;
    int (*create)(void **, const char *, const char *, int, const char **, const char **) = call("hiprtcCreateProgram");
    int (*compile)(void *, int, char **) = call("hiprtcCompileProgram");
    int (*log_size)(void *, size_t *) = call("hiprtcGetProgramLogSize");
    int (*get_log)(void *, char *) = call("hiprtcGetProgramLog");
    int (*code_size)(void *, size_t *) = call("hiprtcGetCodeSize");
    source[fread(source, 1, sizeof source - 1, stdin)] = 0;
    if (create(&program, source, NULL, 0, NULL, NULL) != 0)
        return 1;
    int failed = compile(program, count - 1, words + 1);
    if (failed && log_size(program, &bytes) == 0) {
        char *text = malloc(bytes + 1);
        get_log(program, text);
        fwrite(text, 1, bytes, stderr);
    }
    return failed || code_size(program, &bytes) != 0 || bytes < 1000;
}
