/* Power, energy, utilisation, memory, thermals, clocks, buses, ECC. */
#include "sim.h"
#include <string.h>

static const int64_t SECOND = 1000000000;

static double activity(const gpu *g) { int64_t t = sim_time(); return sim_activity(g, t - SECOND / 6, t); }

EXPORT nvml_return nvmlDeviceGetTotalEnergyConsumption(nvml_handle handle, uint64_t *mj) {
    ENTER_GPU(g);
    if (!g->energy_supported || g->architecture < 5) return NOT_SUPPORTED;
    *mj = sim_counter(g, sim_time());
    return OK;
}

EXPORT nvml_return nvmlDeviceGetPowerUsage(nvml_handle handle, uint32_t *mw) {
    ENTER_GPU(g);
    if (!g->power_supported) return NOT_SUPPORTED;
    *mw = (uint32_t)sim_shown(g, &g->usage, sim_time(), 0);
    return OK;
}

EXPORT nvml_return nvmlDeviceGetEnforcedPowerLimit(nvml_handle handle, uint32_t *mw) {
    ENTER_GPU(g);
    *mw = (uint32_t)g->limit_mw;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetPowerManagementDefaultLimit(nvml_handle handle, uint32_t *mw) {
    ENTER_GPU(g);
    *mw = (uint32_t)g->limit_mw;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetUtilizationRates(nvml_handle handle, utilization *out) {
    ENTER_GPU(g);
    if (g->mig_mode) return NOT_SUPPORTED;
    double a = activity(g);
    *out = (utilization){ (uint32_t)(a * 100 + 0.5), (uint32_t)(a * 60 + 0.5) };
    return OK;
}

static memory_v2 memory_of(const device *d) {
    if (d->mig) return (memory_v2){ 0, d->memory_mb << 20, 0, (d->memory_mb << 20) - (1ull << 30), 1ull << 30 };
    const gpu *g = d->gpu;
    return (memory_v2){ 0, g->memory_total, g->memory_reserved, g->memory_total - g->memory_reserved - g->memory_used,
        g->memory_used };
}

EXPORT nvml_return nvmlDeviceGetMemoryInfo(nvml_handle handle, memory_v1 *out) {
    ENTER_ANY(d);
    memory_v2 m = memory_of(d);
    *out = (memory_v1){ m.total, m.free, m.used + m.reserved };
    return OK;
}

EXPORT nvml_return nvmlDeviceGetMemoryInfo_v2(nvml_handle handle, memory_v2 *out) {
    ENTER_ANY(d);
    if (out->version != STRUCT_VERSION(memory_v2, 2)) return VERSION_MISMATCH;
    memory_v2 m = memory_of(d);
    m.version = out->version;
    *out = m;
    return OK;
}

static int32_t celsius(const gpu *g) {
    int64_t t = sim_time();
    return (int32_t)(32 + 45 * sim_activity(g, t - 5 * SECOND, t));
}

EXPORT nvml_return nvmlDeviceGetTemperature(nvml_handle handle, int sensor_type, uint32_t *out) {
    ENTER_GPU(g);
    if (sensor_type) return INVALID_ARGUMENT;
    *out = (uint32_t)celsius(g);
    return OK;
}

EXPORT nvml_return nvmlDeviceGetTemperatureV(nvml_handle handle, temperature_v1 *out) {
    ENTER_GPU(g);
    if (out->version != STRUCT_VERSION(temperature_v1, 1)) return VERSION_MISMATCH;
    out->celsius = celsius(g);
    return OK;
}

EXPORT nvml_return nvmlDeviceGetNumFans(nvml_handle handle, uint32_t *count) {
    ENTER_GPU(g);
    *count = g->fan == 0xFFFFFFFF ? 0 : 2;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetFanSpeed_v2(nvml_handle handle, uint32_t fan, uint32_t *percent) {
    ENTER_GPU(g);
    if (g->fan == 0xFFFFFFFF) return NOT_SUPPORTED;
    if (fan > 1) return INVALID_ARGUMENT;
    *percent = g->fan;
    return OK;
}

static nvml_return clock_of(const gpu *g, int type, uint32_t *mhz, double a) {
    if (type < 0 || type > 3) return INVALID_ARGUMENT;
    uint32_t full = type == 2 ? g->max_memory_mhz : g->max_sm_mhz - (type == 3 ? 200 : 0);
    *mhz = (uint32_t)(type == 2 ? full : full * (0.2 + 0.8 * a) + 0.5);
    return OK;
}

EXPORT nvml_return nvmlDeviceGetClockInfo(nvml_handle handle, int type, uint32_t *mhz) {
    ENTER_GPU(g);
    return clock_of(g, type, mhz, activity(g));
}

EXPORT nvml_return nvmlDeviceGetMaxClockInfo(nvml_handle handle, int type, uint32_t *mhz) {
    ENTER_GPU(g);
    return clock_of(g, type, mhz, 1);
}

static nvml_return reasons(const gpu *g, uint64_t *mask) {
    int64_t t = sim_time();
    *mask = g->throttle ? g->throttle : sim_activity(g, t - SECOND, t) < 0.01 ? 1 : 0;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetCurrentClocksEventReasons(nvml_handle handle, uint64_t *mask) {
    ENTER_GPU(g);
    return reasons(g, mask);
}

EXPORT nvml_return nvmlDeviceGetCurrentClocksThrottleReasons(nvml_handle handle, uint64_t *mask) {
    ENTER_GPU(g);
    return reasons(g, mask);
}

EXPORT nvml_return nvmlDeviceGetPerformanceState(nvml_handle handle, int *state) { ENTER_GPU(g); *state = (int)g->pstate; return OK; }
EXPORT nvml_return nvmlDeviceGetCurrPcieLinkGeneration(nvml_handle handle, uint32_t *v) { ENTER_GPU(g); *v = g->pcie_gen; return OK; }
EXPORT nvml_return nvmlDeviceGetCurrPcieLinkWidth(nvml_handle handle, uint32_t *v) { ENTER_GPU(g); *v = g->pcie_width; return OK; }
EXPORT nvml_return nvmlDeviceGetMaxPcieLinkGeneration(nvml_handle handle, uint32_t *v) { ENTER_GPU(g); *v = g->max_pcie_gen; return OK; }
EXPORT nvml_return nvmlDeviceGetMaxPcieLinkWidth(nvml_handle handle, uint32_t *v) { ENTER_GPU(g); *v = g->max_pcie_width; return OK; }

/* Blocks 20 ms, as the real one does. */
EXPORT nvml_return nvmlDeviceGetPcieThroughput(nvml_handle handle, int counter, uint32_t *kilobytes) {
    ENTER_GPU(g);
    sim_wait(20000000);
    *kilobytes = (uint32_t)(activity(g) * (counter ? 4e6 : 2e6));
    return OK;
}

EXPORT nvml_return nvmlDeviceGetEccMode(nvml_handle handle, int *current, int *pending) {
    ENTER_GPU(g);
    if (g->geforce) return NOT_SUPPORTED;
    *current = *pending = 1;
    return OK;
}

EXPORT nvml_return nvmlDeviceGetTotalEccErrors(nvml_handle handle, int type, int counter, uint64_t *count) {
    ENTER_GPU(g);
    if (g->geforce) return NOT_SUPPORTED;
    if (type < 0 || type > 1 || counter < 0 || counter > 1) return INVALID_ARGUMENT;
    *count = type ? g->ecc_uncorrected : g->ecc_corrected;
    return OK;
}
