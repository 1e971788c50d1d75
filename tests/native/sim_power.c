/* Power curves in closed form, and the sensors that look at them. */
#include "sim.h"
#include <math.h>

static const double PI = 3.14159265358979323846;

uint64_t sim_hash(uint64_t x) {                          /* splitmix64 */
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static double unit(uint64_t x) { return (double)(sim_hash(x) >> 11) / 9007199254740992.0; }

/* 64 slots of which exactly 32 are high, in random order: random to look at, yet its integral needs no loop. */
static uint64_t burst_word(const segment *s, uint64_t block) {
    uint64_t low = sim_hash(s->seed * 1000003u + block) & 0xFFFFFFFFu;
    return low | (~low << 32);
}

static double burst_energy(const segment *s, double x, double slot) {
    uint64_t whole = (uint64_t)(x / slot), block = whole / 64, rest = whole % 64;
    uint64_t word = burst_word(s, block);
    double high = 32.0 * (double)block + __builtin_popcountll(rest ? word & (~0ull >> (64 - rest)) : 0);
    double partial = x - (double)whole * slot;
    double now = (word >> rest) & 1 ? s->b : s->a;
    return (high * s->b + ((double)whole - high) * s->a) * slot + now * partial;
}

static double square_energy(const segment *s, double x, double period) {
    double cycles = floor(x / period), rest = x - cycles * period, on = s->duty * period;
    double partial = rest < on ? s->b * rest : s->b * on + s->a * (rest - on);
    return cycles * (s->b * on + s->a * (period - on)) + partial;
}

static double ramp_energy(const segment *s, double x, double period) {
    return x < period ? s->a * x + (s->b - s->a) * x * x / (2 * period) : (s->a + s->b) / 2 * period + s->b * (x - period);
}

static double segment_energy(const segment *s, int64_t t) {
    double x = (double)(t - s->start_ns) / 1e9, period = (double)s->period_ns / 1e9;
    if (x < 0) return s->a * x;
    switch (s->kind) {
        case CURVE_SQUARE: return square_energy(s, x, period);
        case CURVE_SINE: return s->a * x + s->b * period / (2 * PI) * (1 - cos(2 * PI * x / period));
        case CURVE_RAMP: return ramp_energy(s, x, period);
        case CURVE_BURST: return burst_energy(s, x, period);
        default: return s->a * x;
    }
}

static const segment *segment_at(const gpu *g, int64_t t) {
    int i = g->segment_count - 1;
    while (i > 0 && g->segments[i].start_ns > t) i--;
    return &g->segments[i];
}

double sim_energy(const gpu *g, int64_t t) {
    const segment *s = segment_at(g, t);
    return s->energy_at_start + segment_energy(s, t);
}

double sim_mean(const gpu *g, int64_t from, int64_t to) {
    return (sim_energy(g, to) - sim_energy(g, from)) / ((double)(to - from) / 1e9);
}

double sim_power(const gpu *g, int64_t t) { return sim_mean(g, t, t + 1000); }

double sim_activity(const gpu *g, int64_t from, int64_t to) {
    double a = (sim_mean(g, from, to) - (double)g->idle_mw) / (double)(g->limit_mw - g->idle_mw);
    return a < 0 ? 0 : a > 1 ? 1 : a;
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static int64_t tick_at(const gpu *g, int64_t k) {
    double shift = g->jitter_ns ? (unit((uint64_t)k * 31 + (uint64_t)g->index) * 2 - 1) * (double)g->jitter_ns : 0;
    return g->phase_ns + k * g->tick_ns + (int64_t)shift;
}

static int64_t last_tick(const gpu *g, int64_t t) {
    if (!g->tick_ns) return t;
    int64_t k = floor_div(t - g->phase_ns, g->tick_ns) + 1;
    while (tick_at(g, k) > t) k--;
    return tick_at(g, k);
}

uint64_t sim_counter(const gpu *g, int64_t t) {
    int64_t tick = last_tick(g, t), reload = g->reloaded_ns;
    int reloaded = reload && t >= reload;
    if (reloaded && tick < reload) return 0;
    double since = (sim_energy(g, tick) - (reloaded ? sim_energy(g, reload) : 0)) * g->gain * g->counter_gain;
    return reloaded ? (uint64_t)since : (uint64_t)((double)g->counter_start_mj + since);
}

double sim_shown(const gpu *g, const sensor *s, int64_t t, int salt) {
    int64_t k = floor_div(t - s->phase_ns, s->period_ns), end = s->phase_ns + k * s->period_ns;
    uint64_t h = (uint64_t)k * 7919 + (uint64_t)(g->index * 64 + salt);
    double noise = (unit(h) + unit(h + 1) + unit(h + 2) + unit(h + 3) - 2) * sqrt(3.0) * g->noise_mw;
    double shown = sim_mean(g, end - s->window_ns, end) * g->gain + noise;
    return shown < 1 ? 1 : shown;
}
