/* GPM (performance monitoring of Hopper and newer) and processes. */
#include "sim.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct { uint32_t magic; const gpu *gpu; int64_t at; double share; } gpm_sample;

static const int64_t REFRESH = 100000000;

EXPORT nvml_return nvmlGpmQueryDeviceSupport(nvml_handle handle, gpm_support *out) {
    ENTER_ANY(d);
    if (out->version != 1) return VERSION_MISMATCH;
    out->supported = (uint32_t)d->gpu->gpm;
    return OK;
}

EXPORT nvml_return nvmlGpmSampleAlloc(nvml_handle *out) {
    ENTER_SYSTEM();
    gpm_sample *s = calloc(1, sizeof *s);
    s->magic = MAGIC;
    *out = s;
    return OK;
}

EXPORT nvml_return nvmlGpmSampleFree(nvml_handle sample) {
    ENTER_SYSTEM();
    if (!sample || ((gpm_sample *)sample)->magic != MAGIC) return INVALID_ARGUMENT;
    ((gpm_sample *)sample)->magic = 0;
    free(sample);
    return OK;
}

EXPORT nvml_return nvmlGpmSampleGet(nvml_handle handle, nvml_handle sample) {
    ENTER_ANY(d);
    if (!d->gpu->gpm) return NOT_SUPPORTED;
    gpm_sample *s = sample;
    int64_t now = sim_time();
    *s = (gpm_sample){ MAGIC, d->gpu, now - now % REFRESH, d->mig ? d->slices / 7.0 : 1 };
    return OK;
}

static double gpm_value(uint32_t id, double a) {
    switch (id) {
        case 1: return 100 * a;
        case 2: return 95 * a;
        case 3: return 60 * a;
        case 4: return 20 * a;
        case 5: return 50 * a;
        case 10: return 70 * a;
        case 11: return 10 * a;
        case 12: return 40 * a;
        case 13: return 30 * a;
        case 20: return 2000 * a;
        case 21: return 4000 * a;
        case 60: return 6000 * a;
        case 61: return 8000 * a;
        default: return -1;
    }
}

EXPORT nvml_return nvmlGpmMetricsGet(gpm_request *request) {
    ENTER_SYSTEM();
    if (request->version != 1) return VERSION_MISMATCH;
    const gpm_sample *older = request->older, *newer = request->newer;
    if (!older || !newer || older->gpu != newer->gpu || !older->gpu) return INVALID_ARGUMENT;
    int empty = newer->at <= older->at;
    double a = empty ? NAN : sim_activity(older->gpu, older->at, newer->at);
    for (uint32_t i = 0; i < request->count; i++) {
        gpm_metric *m = &request->metrics[i];
        double v = gpm_value(m->id, a);
        m->result = v == -1 ? NOT_SUPPORTED : OK;
        m->value = v;
        m->short_name = m->long_name = m->unit = NULL;
    }
    return OK;
}

static nvml_return list(const device *d, uint32_t *count, void *out, int graphics, int stride) {
    char buffer[MAX_PROCESSES * sizeof(process_wide)];
    uint32_t found = 0;
    memset(buffer, 0, sizeof buffer);
    for (int i = 0; i < d->gpu->process_count; i++) {
        const process *p = &d->gpu->processes[i];
        if (p->graphics != graphics || (d->mig && p->gi != d->gi)) continue;
        process_wide wide = { p->pid, p->memory, p->gi, p->gi == 0xFFFFFFFF ? 0xFFFFFFFF : 0, 0 };
        memcpy(buffer + found++ * (uint32_t)stride, &wide, (size_t)stride);
    }
    uint32_t room = *count;
    *count = found;
    if (found > room) return INSUFFICIENT_SIZE;
    if (found) memcpy(out, buffer, found * (uint32_t)stride);
    return OK;
}

EXPORT nvml_return nvmlDeviceGetComputeRunningProcesses_v3(nvml_handle handle, uint32_t *count, void *out) {
    ENTER_ANY(d);
    return list(d, count, out, 0, sim.process_stride);
}

EXPORT nvml_return nvmlDeviceGetComputeRunningProcesses_v2(nvml_handle handle, uint32_t *count, void *out) {
    ENTER_ANY(d);
    return list(d, count, out, 0, sizeof(process_v2));
}

EXPORT nvml_return nvmlDeviceGetGraphicsRunningProcesses_v3(nvml_handle handle, uint32_t *count, void *out) {
    ENTER_ANY(d);
    return list(d, count, out, 1, sim.process_stride);
}

EXPORT nvml_return nvmlDeviceGetProcessUtilization(nvml_handle handle, process_utilization *out, uint32_t *count, uint64_t last_us) {
    ENTER_GPU(g);
    if (g->mig_mode) return NOT_SUPPORTED;
    uint64_t now = (uint64_t)sim_wall_us();
    now -= now % 166667;                                             /* the driver samples six times a second */
    if (!g->process_count || now <= last_us) return NOT_FOUND;
    uint32_t room = *count;
    *count = (uint32_t)g->process_count;
    if (!out || room < *count) return INSUFFICIENT_SIZE;
    for (int i = 0; i < g->process_count; i++)
        out[i] = (process_utilization){ g->processes[i].pid, now, g->processes[i].sm, g->processes[i].sm / 2, 0, 0 };
    return OK;
}
