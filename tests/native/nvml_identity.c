/* Life cycle, enumeration, identity and MIG. */
#include "sim.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static nvml_return put(char *out, uint32_t length, const char *text) {
    if (!out) return INVALID_ARGUMENT;
    if (length <= strlen(text)) return INSUFFICIENT_SIZE;
    snprintf(out, length, "%s", text);
    return OK;
}

EXPORT nvml_return nvmlInit_v2(void) {
    ENTER_SYSTEM();
    __atomic_add_fetch(&sim.references, 1, __ATOMIC_SEQ_CST);
    return OK;
}

EXPORT nvml_return nvmlShutdown(void) {
    ENTER_SYSTEM();
    if (__atomic_sub_fetch(&sim.references, 1, __ATOMIC_SEQ_CST) < 0) __atomic_store_n(&sim.references, 0, __ATOMIC_SEQ_CST);
    return OK;
}

EXPORT const char *nvmlErrorString(nvml_return code) {
    switch (code) {
        case OK: return "Success";
        case NOT_SUPPORTED: return "Not Supported";
        case NO_PERMISSION: return "Insufficient Permissions";
        case GPU_IS_LOST: return "GPU is lost";
        default: return "Unknown Error";
    }
}

EXPORT nvml_return nvmlSystemGetDriverVersion(char *out, uint32_t length) {
    ENTER_SYSTEM();
    char text[32];
    snprintf(text, sizeof text, "%d.86.10", sim.driver);
    return put(out, length, text);
}

EXPORT nvml_return nvmlSystemGetNVMLVersion(char *out, uint32_t length) {
    ENTER_SYSTEM();
    return put(out, length, "12.570.86.10");
}

EXPORT nvml_return nvmlSystemGetCudaDriverVersion_v2(int *version) { ENTER_SYSTEM(); *version = 12080; return OK; }
EXPORT nvml_return nvmlDeviceGetCount_v2(uint32_t *count) { ENTER_SYSTEM(); *count = (uint32_t)sim.count; return OK; }

EXPORT nvml_return nvmlDeviceGetHandleByIndex_v2(uint32_t index, nvml_handle *handle) {
    if (index >= (uint32_t)sim.count) return INVALID_ARGUMENT;
    static call_site site;
    nvml_return r = sim_enter(&site, __func__, &sim.gpus[index], 0);
    if (!r) *handle = &sim.gpus[index].self;
    return r;
}

EXPORT nvml_return nvmlDeviceGetHandleByUUID(const char *uuid, nvml_handle *handle) {
    ENTER_SYSTEM();
    for (int i = 0; i < sim.count; i++) {
        gpu *g = &sim.gpus[i];
        if (!strcmp(g->uuid, uuid)) { *handle = &g->self; return OK; }
        for (int m = 0; m < MAX_MIG; m++)
            if (g->migs[m].magic && !strcmp(g->migs[m].uuid, uuid)) { *handle = &g->migs[m]; return OK; }
    }
    return NOT_FOUND;
}

EXPORT nvml_return nvmlDeviceGetIndex(nvml_handle handle, uint32_t *index) {
    ENTER_GPU(g);
    *index = (uint32_t)g->index;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetUUID(nvml_handle handle, char *out, uint32_t length) {
    ENTER_ANY(d);
    return put(out, length, d->uuid);
}

EXPORT nvml_return nvmlDeviceGetName(nvml_handle handle, char *out, uint32_t length) {
    ENTER_ANY(d);
    char text[128];
    if (!d->mig) return put(out, length, d->gpu->name);
    snprintf(text, sizeof text, "%.80s MIG %ug.%llugb", d->gpu->name, d->slices, (unsigned long long)d->memory_mb / 1024);
    return put(out, length, text);
}

EXPORT nvml_return nvmlDeviceGetSerial(nvml_handle handle, char *out, uint32_t length) {
    ENTER_GPU(g);
    return g->geforce ? NOT_SUPPORTED : put(out, length, "1650122002700");
}

EXPORT nvml_return nvmlDeviceGetPciInfo_v3(nvml_handle handle, pci_info *info) {
    ENTER_GPU(g);
    memset(info, 0, sizeof *info);
    info->domain = g->domain;
    info->bus = g->bus;
    snprintf(info->bus_id, sizeof info->bus_id, "%08X:%02X:%02X.0", g->domain, g->bus & 0xFF, 0);
    snprintf(info->bus_id_legacy, sizeof info->bus_id_legacy, "%04X:%02X:%02X.0", g->domain & 0xFFFF, g->bus & 0xFF, 0);
    return OK;
}

EXPORT nvml_return nvmlDeviceGetMinorNumber(nvml_handle handle, uint32_t *minor) {
    ENTER_GPU(g);
    *minor = (uint32_t)g->index;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetArchitecture(nvml_handle handle, uint32_t *architecture) {
    ENTER_GPU(g);
    *architecture = (uint32_t)g->architecture;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetCudaComputeCapability(nvml_handle handle, int *major, int *minor) {
    ENTER_ANY(d);
    *major = d->gpu->cc_major;
    *minor = d->gpu->cc_minor;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetPersistenceMode(nvml_handle handle, int *mode) { ENTER_GPU(g); *mode = !g->geforce; return OK; }

EXPORT nvml_return nvmlDeviceGetMigMode(nvml_handle handle, uint32_t *current, uint32_t *pending) {
    ENTER_GPU(g);
    if (g->cc_minor || g->architecture < 7) return NOT_SUPPORTED;
    *current = *pending = (uint32_t)g->mig_mode;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetMaxMigDeviceCount(nvml_handle handle, uint32_t *count) {
    ENTER_GPU(g);
    *count = g->cc_minor || g->architecture < 7 ? 0 : MAX_MIG;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetMigDeviceHandleByIndex(nvml_handle handle, uint32_t index, nvml_handle *mig) {
    ENTER_GPU(g);
    if (index >= MAX_MIG) return INVALID_ARGUMENT;
    if (!g->migs[index].magic) return NOT_FOUND;
    *mig = &g->migs[index];
    return OK;
}

EXPORT nvml_return nvmlDeviceIsMigDeviceHandle(nvml_handle handle, uint32_t *is) {
    ENTER_ANY(d);
    *is = (uint32_t)d->mig;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetDeviceHandleFromMigDeviceHandle(nvml_handle handle, nvml_handle *parent) {
    ENTER_ANY(d);
    if (!d->mig) return INVALID_ARGUMENT;
    *parent = &d->gpu->self;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetGpuInstanceId(nvml_handle handle, uint32_t *id) {
    ENTER_ANY(d);
    if (!d->mig) return NOT_SUPPORTED;
    *id = d->gi;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetComputeInstanceId(nvml_handle handle, uint32_t *id) {
    ENTER_ANY(d);
    if (!d->mig) return NOT_SUPPORTED;
    *id = 0;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetAttributes_v2(nvml_handle handle, attributes *out) {
    ENTER_ANY(d);
    if (!d->mig) return NOT_SUPPORTED;
    memset(out, 0, sizeof *out);
    out->multiprocessors = d->gpu->sms * d->slices / 8;
    out->gpu_slices = out->compute_slices = d->slices;
    out->memory_mb = d->memory_mb;
    return OK;
}
