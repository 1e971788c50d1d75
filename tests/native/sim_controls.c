/* What tests may change about one GPU, and the truth they compare with. */
#include "sim.h"
#include <stdio.h>
#include <string.h>

EXPORT void sim_power_then(int i, int64_t at, int kind, double a_mw, double b_mw, int64_t period, double duty, uint64_t seed) {
    gpu *g = &sim.gpus[i];
    if (g->segment_count == MAX_SEGMENTS) return;
    segment *s = &g->segments[g->segment_count];
    *s = (segment){ kind, at, period < 1 ? 1 : period, a_mw, b_mw, duty, seed, sim_energy(g, at) };
    __atomic_store_n(&g->segment_count, g->segment_count + 1, __ATOMIC_RELEASE);
}

/* The curve from the beginning of time. */
EXPORT void sim_power_always(int i, int kind, double a_mw, double b_mw, int64_t period, double duty, uint64_t seed) {
    gpu *g = &sim.gpus[i];
    g->segments[0] = (segment){ kind, 0, period < 1 ? 1 : period, a_mw, b_mw, duty, seed, 0 };
    g->segment_count = 1;
}

EXPORT double sim_true_energy_mj(int i, int64_t from, int64_t to) {
    return sim_energy(&sim.gpus[i], to) - sim_energy(&sim.gpus[i], from);
}

EXPORT void sim_set_counter(int i, int64_t tick, int64_t phase, int64_t jitter, uint64_t start_mj) {
    gpu *g = &sim.gpus[i];
    g->tick_ns = tick; g->phase_ns = phase; g->jitter_ns = jitter; g->counter_start_mj = start_mj;
}

/* The driver is reloaded: the counter starts again from nothing. */
EXPORT void sim_reload_driver(int i, int64_t at) { sim.gpus[i].reloaded_ns = at; }

typedef struct { const char *name; size_t offset; int kind; } knob;      /* kind 0 = uint32/int, 1 = uint64, 2 = double */

#define KNOB(field, kind) { #field, offsetof(gpu, field), kind }
static const knob knobs[] = {
    KNOB(pstate, 0), KNOB(fan, 0), KNOB(pcie_gen, 0), KNOB(pcie_width, 0), KNOB(mig_mode, 0), KNOB(gpm, 0), KNOB(bus, 0),
    KNOB(domain, 0), KNOB(power_supported, 0), KNOB(energy_supported, 0), KNOB(counter_bits, 0), KNOB(has_module, 0),
    KNOB(has_memory_sensor, 0), KNOB(memory_temperature_as_double, 0), KNOB(architecture, 0),
    KNOB(memory_used, 1), KNOB(memory_reserved, 1), KNOB(throttle, 1), KNOB(ecc_corrected, 1), KNOB(ecc_uncorrected, 1),
    KNOB(limit_mw, 1), KNOB(idle_mw, 1), KNOB(gain, 2), KNOB(counter_gain, 2), KNOB(noise_mw, 2), KNOB(module_factor, 2),
};

EXPORT int sim_set(int i, const char *name, double value) {
    for (size_t k = 0; k < sizeof knobs / sizeof *knobs; k++) {
        if (strcmp(knobs[k].name, name)) continue;
        char *at = (char *)&sim.gpus[i] + knobs[k].offset;
        if (knobs[k].kind == 0) *(uint32_t *)at = (uint32_t)value;
        else if (knobs[k].kind == 1) *(uint64_t *)at = (uint64_t)value;
        else *(double *)at = value;
        return 1;
    }
    return 0;
}

EXPORT void sim_set_uuid(int i, const char *uuid) {
    snprintf(sim.gpus[i].uuid, sizeof sim.gpus[i].uuid, "%s", uuid);
    snprintf(sim.gpus[i].self.uuid, sizeof sim.gpus[i].self.uuid, "%s", uuid);
}

/* A slice of the GPU. slot is its MIG index, so that gaps can be made. */
EXPORT void sim_add_mig(int i, int slot, uint32_t gi, uint32_t slices, uint64_t memory_mb) {
    gpu *g = &sim.gpus[i];
    device *d = &g->migs[slot];
    *d = (device){ MAGIC, g, 1, gi, slices, memory_mb, "" };
    snprintf(d->uuid, sizeof d->uuid, "MIG-%08x-0000-5000-8000-%012x", (uint32_t)sim_hash((uint64_t)(i * 8 + slot)), gi);
    g->mig_mode = 1;
    g->mig_count++;
}

EXPORT void sim_add_process(int i, uint32_t pid, uint64_t memory, uint32_t sm_percent, uint32_t gi, int graphics) {
    gpu *g = &sim.gpus[i];
    if (g->process_count == MAX_PROCESSES) return;
    g->processes[g->process_count++] = (process){ pid, sm_percent, memory, gi, graphics };
}

EXPORT void sim_clear_processes(int i) { sim.gpus[i].process_count = 0; }
