/* A simulated machine with GPUs: closed-form power curves seen through sensors that tick, lag and fail. */
#ifndef SIM_H
#define SIM_H

#include "nvml_abi.h"

enum { MAX_GPUS = 16, MAX_SEGMENTS = 64, MAX_MIG = 7, MAX_PROCESSES = 64, MAX_FAULTS = 64, MAGIC = 0x51A1D };
enum { CURVE_CONSTANT, CURVE_SQUARE, CURVE_SINE, CURVE_RAMP, CURVE_BURST };

/* One piece of a power curve, from start_ns on. Powers are mW, energies mJ, times ns since the simulation began. */
typedef struct { int kind; int64_t start_ns, period_ns; double a, b, duty; uint64_t seed; double energy_at_start; } segment;

/* A sensor that shows, at phase + k * period, the mean of the window that ends there. */
typedef struct { int64_t period_ns, phase_ns, window_ns; } sensor;

typedef struct { uint32_t pid, sm; uint64_t memory; uint32_t gi; int graphics; } process;

struct gpu;
typedef struct { uint32_t magic; struct gpu *gpu; int mig; uint32_t gi, slices; uint64_t memory_mb; char uuid[96]; } device;

typedef struct gpu {
    int index, architecture, cc_major, cc_minor, has_module, has_memory_sensor, gpm, geforce, mig_mode, mig_count;
    char name[96], uuid[96], model[16];
    uint32_t domain, bus, sms, pstate, fan, pcie_gen, pcie_width, max_pcie_gen, max_pcie_width, links;
    uint64_t idle_mw, limit_mw, memory_total, memory_used, memory_reserved, throttle, ecc_corrected, ecc_uncorrected;
    uint32_t max_sm_mhz, max_memory_mhz, counter_bits;
    sensor usage, average, instant;          /* what power usage, field 185 and field 186 show */
    int64_t tick_ns, phase_ns, jitter_ns;    /* the energy counter; tick 0 = it moves with every read */
    double gain, counter_gain, noise_mw, module_factor;
    uint64_t counter_start_mj;
    int64_t reloaded_ns;                     /* the counter counts from here */
    int power_supported, energy_supported, memory_temperature_as_double;
    segment segments[MAX_SEGMENTS]; int segment_count;
    process processes[MAX_PROCESSES]; int process_count;
    device self, migs[MAX_MIG];
} gpu;

/* A scripted fault: from <= now < to, every nth call of the function (or any) on the GPU (or all). */
typedef struct {
    int gpu; char function[64]; int64_t from_ns, to_ns, block_ns; int code, every; uint32_t field; int seen;
} fault;

typedef struct call_site { const char *name; struct call_site *next; int registered; uint64_t calls; } call_site;

typedef struct {
    gpu gpus[MAX_GPUS]; int count;
    fault faults[MAX_FAULTS]; int fault_count;
    int driver, references, process_stride, hidden_from_caller;
    int64_t call_cost_ns;
} simulation;

extern simulation sim;

int64_t sim_time(void);
void sim_wait(int64_t ns);
int64_t sim_wall_us(void);
uint64_t sim_hash(uint64_t x);

gpu *sim_create(const char *model);
double sim_energy(const gpu *g, int64_t t);              /* true mJ since time 0 */
double sim_power(const gpu *g, int64_t t);               /* true mW now */
double sim_mean(const gpu *g, int64_t from, int64_t to); /* true mean mW */
double sim_activity(const gpu *g, int64_t from, int64_t to);
uint64_t sim_counter(const gpu *g, int64_t t);           /* what the counter shows */
double sim_shown(const gpu *g, const sensor *s, int64_t t, int salt);

/* Counts the call, lets time pass, applies faults; anything but OK is what the call returns. */
nvml_return sim_enter(call_site *site, const char *name, gpu *g, uint32_t field);
gpu *sim_gpu(nvml_handle handle);
device *sim_device(nvml_handle handle);

#define ENTER_SYSTEM() \
    do { static call_site site; nvml_return r_ = sim_enter(&site, __func__, NULL, 0); if (r_) return r_; } while (0)
/* For calls that only a whole GPU answers; a MIG handle gets NOT_SUPPORTED, as from the real driver. */
#define ENTER_GPU(g) \
    gpu *g = sim_gpu(handle); static call_site site_; \
    do { if (!sim_device(handle)) return INVALID_ARGUMENT; \
         nvml_return r_ = sim_enter(&site_, __func__, sim_device(handle)->gpu, 0); if (r_) return r_; \
         if (!g) return NOT_SUPPORTED; } while (0)
#define ENTER_ANY(d) \
    device *d = sim_device(handle); static call_site site_; \
    do { if (!d) return INVALID_ARGUMENT; \
         nvml_return r_ = sim_enter(&site_, __func__, d->gpu, 0); if (r_) return r_; } while (0)

#endif
