/* libnvidia-ml for tests: one board at 0000:a0:00.0, whose energy a test sets. */
enum { INVALID_VALUE = 2, NOT_FOUND = 6, LOST = 15 };

#include "fake.h"

EXPORT int fake_inits, fake_energy_mj;

EXPORT int nvmlInit_v2(void) { TRY(); fake_inits++; return SUCCESS; }

EXPORT int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void **device)
{
    TRY();
    *device = &fake_inits;
    return strcmp(id, "0000:a0:00.0") == 0 ? SUCCESS : NOT_FOUND;
}

EXPORT int nvmlDeviceGetEnforcedPowerLimit(void *device, unsigned *mw)
{
    (void)device;
    TRY();
    *mw = 700000;
    return SUCCESS;
}

EXPORT int nvmlDeviceGetMaxClockInfo(void *device, int type, unsigned *mhz)
{
    (void)device;
    TRY();
    *mhz = 1980;
    return type == 1 ? SUCCESS : INVALID_VALUE;
}

EXPORT int nvmlDeviceGetEccMode(void *device, unsigned *current, unsigned *pending)
{
    (void)device;
    TRY();
    *current = 1;
    *pending = 0;
    return SUCCESS;
}

EXPORT int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *mj)
{
    (void)device;
    TRY();
    *mj = (unsigned long long)fake_energy_mj;
    return SUCCESS;
}

EXPORT const char *nvmlErrorString(int code) { return code == NOT_FOUND ? "Not Found" : "a fault of the fake"; }
