/* libamd_smi and librocm_smi64 for tests: two boards on two sockets, the second at 0000:c2:00.0, whose counter a test
   sets. */
#include <stdint.h>

enum { INVALID = 1, LOST = 15, BOARDS = 2 };

#include "fake.h"

EXPORT int fake_inits, fake_steps, fake_absent;

static int handles[BOARDS];

/* Domain, part, bus, device: the second board shows its third part. */
static uint64_t place_of(int board) { return board == 0 ? 0xc1ull << 8 : 2ull << 28 | 0xc2ull << 8 | 2; }

static int count_of(int board, uint64_t *steps, float *microjoules, uint64_t *at)
{
    *steps = fake_absent ? UINT64_MAX : board == 0 ? 1 : (uint64_t)fake_steps;
    *microjoules = 15.5F;
    *at = 0;
    return SUCCESS;
}

static int text_of(const char **text) { *text = "a fault of the fake"; return SUCCESS; }

EXPORT int amdsmi_init(uint64_t flags) { TRY(); fake_inits++; return flags == 2 ? SUCCESS : INVALID; }

EXPORT int amdsmi_get_socket_handles(uint32_t *count, void **sockets)
{
    TRY();
    for (int i = 0; sockets && i < BOARDS; i++)
        sockets[i] = &handles[i];
    *count = BOARDS;
    return SUCCESS;
}

EXPORT int amdsmi_get_processor_handles(void *socket, uint32_t *count, void **processors)
{
    TRY();
    if (processors)
        processors[0] = socket;
    *count = 1;
    return SUCCESS;
}

EXPORT int amdsmi_get_gpu_bdf_id(void *processor, uint64_t *place)
{
    TRY();
    *place = place_of((int)((int *)processor - handles));
    return SUCCESS;
}

EXPORT int amdsmi_get_energy_count(void *processor, uint64_t *steps, float *microjoules, uint64_t *at)
{
    TRY();
    return count_of((int)((int *)processor - handles), steps, microjoules, at);
}

EXPORT int amdsmi_status_code_to_string(int code, const char **text) { (void)code; return text_of(text); }

EXPORT int rsmi_init(uint64_t flags) { TRY(); fake_inits++; return flags == 0 ? SUCCESS : INVALID; }

EXPORT int rsmi_num_monitor_devices(uint32_t *count) { TRY(); *count = BOARDS; return SUCCESS; }

EXPORT int rsmi_dev_pci_id_get(uint32_t board, uint64_t *place)
{
    TRY();
    *place = place_of((int)board);
    return SUCCESS;
}

EXPORT int rsmi_dev_energy_count_get(uint32_t board, uint64_t *steps, float *microjoules, uint64_t *at)
{
    TRY();
    return count_of((int)board, steps, microjoules, at);
}

EXPORT int rsmi_status_string(int code, const char **text) { (void)code; return text_of(text); }
