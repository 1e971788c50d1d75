/* A few calls of the CUDA driver library, to see who drains the GPU and when. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
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

/* Enough to hand a kernel to a GPU that is not there: a launch takes the time that was set, when it is waited for. */
EXPORT int cuDeviceGetName(char *out, int length, int device) { strncpy(out, "Simulated GPU", (size_t)length); return device < devices ? 0 : 101; }
EXPORT int cuDeviceGetAttribute(int *out, int attribute, int device) { *out = attribute == 16 ? 132 : 0; return device < devices ? 0 : 101; }
EXPORT int cuCtxSetCurrent(void *ctx) { context = ctx != 0; return 0; }
EXPORT int cuModuleLoadData(void **out, const char *ptx) { *out = &context; return strstr(ptx, ".entry multiply_add") ? 0 : 218; }
EXPORT int cuModuleUnload(void *module) { return module ? 0 : 1; }
EXPORT int cuModuleGetFunction(void **out, void *module, const char *name) { *out = module; return strcmp(name, "multiply_add") ? 500 : 0; }
EXPORT int cuMemAlloc_v2(uint64_t *out, size_t bytes) { *out = 0x7f0000000000u + (bytes & 0); return 0; }
EXPORT int cuMemFree_v2(uint64_t address) { return address ? 0 : 1; }
EXPORT int cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
    void *stream, void **parameters, void **extra) {
    (void)shared; (void)stream; (void)extra;
    return f && parameters && gx && gy && gz && bx && by && bz ? 0 : 1;
}

/* SIM_CUDA_DEVICES=1 gives a process that is not driven by tests a GPU whose kernels take 5 ms. */
__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("SIM_CUDA_DEVICES");
    devices = text ? atoi(text) : 0;
    block_ns = devices ? 5000000 : 0;
}
