/* A few calls of the CUDA driver library, to see who drains the GPU and when. */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

static int context, synchronised, result, devices;
static long block_ns;
static unsigned char uuids[16][16];

EXPORT void cuda_sim_set(int has_context, int code, long block) { context = has_context; result = code; block_ns = block; }
EXPORT int cuda_sim_synchronised(void) { return synchronised; }
EXPORT void cuda_sim_add_device(const unsigned char *uuid) { memcpy(uuids[devices++], uuid, 16); }

EXPORT int cuInit(unsigned flags) { return flags ? 1 : 0; }
EXPORT int cuCtxGetCurrent(void **out) { *out = context ? &context : 0; return 0; }
EXPORT int cuDeviceGetCount(int *out) { *out = devices; return 0; }
EXPORT int cuDeviceGet(int *out, int ordinal) { if (ordinal >= devices) return 101; *out = ordinal; return 0; }
EXPORT int cuDeviceGetUuid(unsigned char *out, int device) { memcpy(out, uuids[device], 16); return 0; }

EXPORT int cuCtxSynchronize(void) {
    struct timespec ts = { block_ns / 1000000000, block_ns % 1000000000 };
    if (block_ns) nanosleep(&ts, NULL);
    synchronised++;
    return context ? result : 201;
}

EXPORT int cuDevicePrimaryCtxGetState(int device, unsigned *flags, int *active) { *flags = 0; *active = context && device < devices; return 0; }
EXPORT int cuDevicePrimaryCtxRetain(void **out, int device) { *out = &uuids[device]; return 0; }
EXPORT int cuDevicePrimaryCtxRelease_v2(int device) { return device < devices ? 0 : 101; }
EXPORT int cuCtxPushCurrent_v2(void *ctx) { return ctx ? 0 : 201; }
EXPORT int cuCtxPopCurrent_v2(void **ctx) { *ctx = &context; return 0; }
