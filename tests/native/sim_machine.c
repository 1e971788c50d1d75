/* The machine: models of GPUs, the clock, scripted faults, and the sim_* controls that tests drive. */
#define _GNU_SOURCE
#include "sim.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

simulation sim;

static int virtual_clock;
static _Atomic int64_t virtual_now;
static int64_t epoch;
static call_site *sites;

static int64_t monotonic(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t sim_time(void) { return virtual_clock ? virtual_now : monotonic() - epoch; }
int64_t sim_wall_us(void) { return 1790000000000000 + sim_time() / 1000; }

void sim_wait(int64_t ns) {
    if (virtual_clock) { virtual_now += ns; return; }
    struct timespec ts = { ns / 1000000000, ns % 1000000000 };
    nanosleep(&ts, NULL);
}

typedef struct {
    const char *model, *name;
    int architecture, cc_major, cc_minor, gpm, geforce, module, hbm, energy;
    uint32_t idle_w, limit_w, sms, sm_mhz, memory_mhz, gib, links;
    int period_ms, usage_window_ms, average_window_ms, instant_window_ms, tick_ms;
} model;

/* Sensor periods and windows as published for each generation; a window of 0 = the field is not there. */
static const model models[] = {
    { "K80",     "Tesla K80",                   2, 3, 7, 0, 0, 0, 0, 0, 30, 150, 13, 875, 2505, 12, 0, 15, 15, 0, 15, 0 },
    { "P100",    "Tesla P100-PCIE-16GB",        4, 6, 0, 0, 0, 0, 1, 0, 30, 250, 56, 1328, 715, 16, 0, 20, 10, 0, 10, 0 },
    { "V100",    "Tesla V100-SXM2-32GB",        5, 7, 0, 0, 0, 0, 1, 1, 40, 300, 80, 1530, 877, 32, 6, 20, 10, 0, 10, 20 },
    { "T4",      "Tesla T4",                    6, 7, 5, 0, 0, 0, 0, 1, 10, 70, 40, 1590, 5001, 16, 0, 100, 100, 0, 100, 100 },
    { "A100",    "NVIDIA A100-SXM4-80GB",       7, 8, 0, 0, 0, 0, 1, 1, 55, 400, 108, 1410, 1593, 80, 12, 100, 25, 0, 25, 100 },
    { "RTX3090", "NVIDIA GeForce RTX 3090",     7, 8, 6, 0, 1, 0, 0, 1, 25, 350, 82, 2100, 9751, 24, 4, 100, 1000, 1000, 100, 100 },
    { "RTX4090", "NVIDIA GeForce RTX 4090",     8, 8, 9, 0, 1, 0, 0, 1, 20, 450, 128, 3105, 10501, 24, 0, 100, 1000, 1000, 100, 100 },
    { "H100",    "NVIDIA H100 80GB HBM3",       9, 9, 0, 1, 0, 0, 1, 1, 70, 700, 132, 1980, 2619, 80, 18, 100, 1000, 1000, 25, 100 },
    { "GH200",   "NVIDIA GH200 480GB",          9, 9, 0, 1, 0, 1, 1, 1, 80, 900, 132, 1980, 2619, 96, 18, 100, 1000, 1000, 20, 100 },
    { "B200",    "NVIDIA B200",                10, 10, 0, 1, 0, 0, 1, 1, 140, 1000, 148, 1965, 3996, 180, 18, 100, 1000, 1000, 25, 50 },
};

static sensor sensor_of(int period_ms, int window_ms, int index) {
    /* Boards are not in phase with each other: an odd 13.7 ms between neighbours. */
    return (sensor){ period_ms * 1000000ll, (index * 13700000ll + 3100000) % (period_ms * 1000000ll), window_ms * 1000000ll };
}

static void identify(gpu *g, const model *m) {
    uint64_t h = sim_hash((uint64_t)g->index + 1), h2 = sim_hash(h);
    snprintf(g->name, sizeof g->name, "%s", m->name);
    snprintf(g->model, sizeof g->model, "%s", m->model);
    snprintf(g->uuid, sizeof g->uuid, "GPU-%08x-%04x-%04x-%04x-%012llx", (uint32_t)h, (uint32_t)(h >> 32) & 0xFFFF,
        (uint32_t)(h >> 48), (uint32_t)h2 & 0xFFFF, (unsigned long long)(h2 >> 16));
    g->domain = 0;
    g->bus = 0x10 + (uint32_t)g->index * 0x0B;
    g->self = (device){ MAGIC, g, 0, 0xFFFFFFFF, 0, 0, "" };
    memcpy(g->self.uuid, g->uuid, sizeof g->uuid);
}

static void equip(gpu *g, const model *m) {
    g->architecture = m->architecture; g->cc_major = m->cc_major; g->cc_minor = m->cc_minor;
    g->gpm = m->gpm; g->geforce = m->geforce; g->has_module = m->module; g->has_memory_sensor = m->hbm;
    g->idle_mw = m->idle_w * 1000; g->limit_mw = m->limit_w * 1000;
    g->sms = m->sms; g->max_sm_mhz = m->sm_mhz; g->max_memory_mhz = m->memory_mhz; g->links = m->links;
    g->memory_total = (uint64_t)m->gib << 30; g->memory_reserved = 600ull << 20; g->memory_used = g->memory_total / 4;
    g->pcie_gen = g->max_pcie_gen = m->architecture >= 9 ? 5 : m->architecture >= 7 ? 4 : 3;
    g->pcie_width = g->max_pcie_width = 16;
    g->fan = m->geforce ? 30 : 0xFFFFFFFF;
    g->counter_bits = 64;
    g->usage = sensor_of(m->period_ms, m->usage_window_ms, g->index);
    g->average = sensor_of(m->period_ms, m->average_window_ms, g->index);
    g->instant = sensor_of(m->period_ms, m->instant_window_ms, g->index);
    g->tick_ns = m->tick_ms * 1000000ll;
    g->phase_ns = (g->index * 17300000ll + 5700000) % (g->tick_ns ? g->tick_ns : 1000000);
    g->energy_supported = m->energy; g->power_supported = 1;
    g->gain = 1; g->counter_gain = 1; g->noise_mw = 1000; g->module_factor = 1.35;
    g->counter_start_mj = 100000000u + sim_hash((uint64_t)g->index + 77) % 900000000u;
}

gpu *sim_create(const char *wanted) {
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (strcmp(models[i].model, wanted) || sim.count == MAX_GPUS) continue;
        gpu *g = &sim.gpus[sim.count];
        memset(g, 0, sizeof *g);
        g->index = sim.count;
        identify(g, &models[i]);
        equip(g, &models[i]);
        g->segments[0] = (segment){ CURVE_CONSTANT, 0, 1, (double)g->idle_mw, 0, 0, 0, 0 };
        g->segment_count = 1;
        sim.count++;
        return g;
    }
    return NULL;
}

/* SIM_GPUS="H100*8,A100" describes the machine of a process that is not driven by tests. */
__attribute__((constructor)) static void begin(void) {
    epoch = monotonic();
    sim.driver = 570;
    sim.process_stride = 24;
    const char *text = getenv("SIM_GPUS");
    char copy[256];
    snprintf(copy, sizeof copy, "%s", text ? text : "");
    char *rest = NULL;
    for (char *item = strtok_r(copy, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        char *star = strchr(item, '*');
        int copies = star ? atoi(star + 1) : 1;
        if (star) *star = 0;
        while (copies-- > 0) sim_create(item);
    }
}

static int applies(fault *f, const char *name, const gpu *g, uint32_t field, int64_t now) {
    if (f->gpu >= 0 && (!g || g->index != f->gpu)) return 0;
    if (f->function[0] && strcmp(f->function, name)) return 0;
    if (f->field != field) return 0;
    if (now < f->from_ns || now >= f->to_ns) return 0;
    return ++f->seen % f->every == 0;
}

static nvml_return faulted(const char *name, const gpu *g, uint32_t field) {
    int64_t now = sim_time();
    nvml_return result = OK;
    for (int i = 0; i < sim.fault_count; i++) {
        fault *f = &sim.faults[i];
        if (!applies(f, name, g, field, now)) continue;
        if (f->block_ns) sim_wait(f->block_ns);
        if (f->code) result = f->code;
    }
    return result;
}

nvml_return sim_enter(call_site *site, const char *name, gpu *g, uint32_t field) {
    if (!__atomic_exchange_n(&site->registered, 1, __ATOMIC_ACQ_REL)) {
        site->name = name;
        site->next = __atomic_load_n(&sites, __ATOMIC_ACQUIRE);
        while (!__atomic_compare_exchange_n(&sites, &site->next, site, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) { }
    }
    __atomic_add_fetch(&site->calls, 1, __ATOMIC_RELAXED);
    if (sim.references <= 0 && strcmp(name, "nvmlInit_v2") && strcmp(name, "nvmlShutdown")) return UNINITIALIZED;
    if (virtual_clock && !field) virtual_now += sim.call_cost_ns;
    return sim.fault_count ? faulted(name, g, field) : OK;
}

device *sim_device(nvml_handle handle) {
    device *d = handle;
    return d && d->magic == MAGIC ? d : NULL;
}

gpu *sim_gpu(nvml_handle handle) {
    device *d = sim_device(handle);
    return d && !d->mig ? d->gpu : NULL;
}

EXPORT void sim_use_virtual_clock(int64_t now_ns) { virtual_clock = 1; virtual_now = now_ns; }
EXPORT void sim_advance(int64_t ns) { virtual_now += ns; }
EXPORT int64_t sim_now(void) { return sim_time(); }
EXPORT int64_t sim_epoch(void) { return epoch; }
EXPORT void sim_set_call_cost(int64_t ns) { sim.call_cost_ns = ns; }
EXPORT void sim_set_driver(int major) { sim.driver = major; }
EXPORT void sim_set_process_stride(int bytes) { sim.process_stride = bytes; }
EXPORT int sim_references(void) { return sim.references; }
EXPORT int sim_add_gpu(const char *name) { gpu *g = sim_create(name); return g ? g->index : -1; }

EXPORT uint64_t sim_calls(const char *name) {
    uint64_t calls = 0;
    for (call_site *s = sites; s; s = s->next) if (!name[0] || !strcmp(s->name, name)) calls += s->calls;
    return calls;
}

EXPORT void sim_fault(int g, const char *function, uint32_t field, int64_t from, int64_t to, int code, int every, int64_t block) {
    if (sim.fault_count == MAX_FAULTS) return;
    fault *f = &sim.faults[sim.fault_count];
    *f = (fault){ g, "", from, to, block, code, every < 1 ? 1 : every, field, 0 };
    snprintf(f->function, sizeof f->function, "%s", function);
    __atomic_store_n(&sim.fault_count, sim.fault_count + 1, __ATOMIC_RELEASE);
}

EXPORT void sim_clear_faults(void) { sim.fault_count = 0; }
