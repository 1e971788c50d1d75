/* nvmlDeviceGetFieldValues: each entry answers for itself. */
#include "sim.h"
#include <math.h>

enum { TYPE_DOUBLE = 0, TYPE_UINT = 1, TYPE_ULL = 3 };

static nvml_return put_uint(field_value *v, double x) { v->value_type = TYPE_UINT; v->value.u = (uint32_t)x; return OK; }
static nvml_return put_ull(field_value *v, uint64_t x) { v->value_type = TYPE_ULL; v->value.ull = x; return OK; }

static nvml_return power_field(const gpu *g, field_value *v, const sensor *s, int salt) {
    if (sim.driver < 530 || !g->power_supported || !s->window_ns) return NOT_SUPPORTED;
    double shown = sim_shown(g, s, sim_time(), salt);
    if (v->scope_id == 0) return put_uint(v, shown);
    if (v->scope_id == 1 && g->has_module) return put_uint(v, shown * g->module_factor);
    if (v->scope_id == 2 && g->has_memory_sensor && g->architecture >= 9) return put_uint(v, shown * 0.2);
    return NOT_SUPPORTED;
}

static nvml_return energy_field(const gpu *g, field_value *v) {
    if (!g->energy_supported || g->architecture < 5) return NOT_SUPPORTED;
    if (v->field_id == 191 && sim.driver < 530) return INVALID_ARGUMENT;
    uint64_t counter = sim_counter(g, sim_time());
    if (v->field_id == 83 || v->scope_id == 0) return put_ull(v, counter);
    if (v->scope_id == 1 && g->has_module) return put_ull(v, (uint64_t)((double)counter * g->module_factor));
    return NOT_SUPPORTED;
}

/* Bytes moved since the beginning: in step with the work, which is in step with the energy above idle. */
static double bytes(const gpu *g, double per_second_at_full) {
    int64_t t = sim_time();
    double above_idle = sim_energy(g, t) - (double)g->idle_mw * ((double)t / 1e9);
    return above_idle <= 0 ? 0 : above_idle / (double)(g->limit_mw - g->idle_mw) * per_second_at_full;
}

static uint64_t wrapped(const gpu *g, double value) {
    return g->counter_bits >= 64 ? (uint64_t)value : (uint64_t)fmod(value, exp2(g->counter_bits));
}

static nvml_return pcie_field(const gpu *g, field_value *v) {
    if (sim.driver < 555) return INVALID_ARGUMENT;
    if (g->architecture < 7) return NOT_SUPPORTED;
    return put_ull(v, wrapped(g, bytes(g, v->field_id == 197 ? 2e9 : 4e9)));
}

static nvml_return nvlink_field(const gpu *g, field_value *v) {
    if (!g->links || g->architecture < 5 || g->architecture > 9) return NOT_SUPPORTED;
    int all = v->scope_id == 0xFFFFFFFF;
    if (!all && v->scope_id >= g->links) return INVALID_ARGUMENT;
    double share = all ? 1 : 1.0 / g->links;
    return put_ull(v, wrapped(g, bytes(g, (v->field_id == 138 ? 8e9 : 6e9) * share) / 1024));
}

static nvml_return nvlink5_field(const gpu *g, field_value *v) {
    if (g->architecture < 10 || v->scope_id >= g->links) return NOT_SUPPORTED;
    return put_ull(v, wrapped(g, bytes(g, (v->field_id == 202 ? 8e9 : 6e9) / g->links)));
}

static nvml_return memory_temperature(const gpu *g, field_value *v) {
    if (!g->has_memory_sensor) return NOT_SUPPORTED;
    int64_t t = sim_time();
    put_uint(v, 38 + 50 * sim_activity(g, t - 5000000000, t));
    if (g->memory_temperature_as_double) v->value_type = TYPE_DOUBLE;      /* the R545 mislabelling */
    return OK;
}

static nvml_return answer(const gpu *g, field_value *v) {
    switch (v->field_id) {
        case 82: return memory_temperature(g, v);
        case 83: case 191: return energy_field(g, v);
        case 91: return g->links ? put_uint(v, g->links) : NOT_SUPPORTED;
        case 138: case 139: return nvlink_field(g, v);
        case 185: return power_field(g, v, &g->average, 1);
        case 186: return power_field(g, v, &g->instant, 2);
        case 190: return sim.driver < 530 ? INVALID_ARGUMENT : put_uint(v, (double)g->limit_mw);
        case 197: case 198: return pcie_field(g, v);
        case 202: case 204: return nvlink5_field(g, v);
        case 74: case 75: case 76: case 77: case 78: case 79:
            return put_ull(v, g->throttle && v->field_id == 74 ? (uint64_t)sim_time() / 2 : 0);
        default: return INVALID_ARGUMENT;
    }
}

EXPORT nvml_return nvmlDeviceGetFieldValues(nvml_handle handle, int count, field_value *values) {
    ENTER_GPU(g);
    if (count < 1 || !values) return INVALID_ARGUMENT;
    for (int i = 0; i < count; i++) {
        static call_site field_site;
        values[i].stamp_us = sim_wall_us();
        values[i].latency_us = 3;
        nvml_return fault = sim_enter(&field_site, "field", g, values[i].field_id);
        values[i].result = fault ? fault : answer(g, &values[i]);
    }
    return OK;
}
