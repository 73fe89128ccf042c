/* What fakes of libraries share: calls that fail when a test says so. */
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

enum { SUCCESS = 0, NAME_BYTES = 64 };

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
        return LOST;
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
