/* The binary interface of the management library, written down as the sizes and offsets that callers rely on.
   Every layout is asserted at compile time: a simulator with another ABI would prove nothing. */
#ifndef NVML_ABI_H
#define NVML_ABI_H

#include <stddef.h>
#include <stdint.h>

typedef int nvml_return;
typedef void *nvml_handle;

enum {
    OK = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NO_PERMISSION = 4, NOT_FOUND = 6,
    INSUFFICIENT_SIZE = 7, GPU_IS_LOST = 15, VERSION_MISMATCH = 25, UNKNOWN = 999
};

typedef struct { char bus_id_legacy[16]; uint32_t domain, bus, device, pci_id, subsystem_id; char bus_id[32]; } pci_info;
typedef struct { uint32_t gpu, memory; } utilization;
typedef struct { uint64_t total, free, used; } memory_v1;
typedef struct { uint32_t version; uint64_t total, reserved, free, used; } memory_v2;
typedef struct { uint32_t pid; uint64_t used; } process_v1;
typedef struct { uint32_t pid; uint64_t used; uint32_t gi, ci; } process_v2;
typedef struct { uint32_t pid; uint64_t used; uint32_t gi, ci; uint64_t protected_memory; } process_wide;
typedef struct { uint32_t pid; uint64_t stamp_us; uint32_t sm, mem, enc, dec; } process_utilization;
typedef union { double d; uint32_t u; uint64_t ull; int64_t sll; int32_t i; } value_union;
typedef struct {
    uint32_t field_id, scope_id; int64_t stamp_us, latency_us; uint32_t value_type; nvml_return result; value_union value;
} field_value;
typedef struct { uint32_t version, sensor; int32_t celsius; } temperature_v1;
typedef struct {
    uint32_t multiprocessors, copy, decoder, encoder, jpeg, ofa, gpu_slices, compute_slices; uint64_t memory_mb;
} attributes;
typedef struct { uint32_t version, supported; } gpm_support;
typedef struct { uint32_t id; nvml_return result; double value; const char *short_name, *long_name, *unit; } gpm_metric;
typedef struct { uint32_t version, count; nvml_handle older, newer; gpm_metric metrics[333]; } gpm_request;
typedef struct { uint64_t stamp_us; value_union value; } sample_value;

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type)
SIZE(pci_info, 68); SIZE(utilization, 8); SIZE(memory_v1, 24); SIZE(memory_v2, 40); SIZE(process_v1, 16);
SIZE(process_v2, 24); SIZE(process_wide, 32); SIZE(process_utilization, 32); SIZE(field_value, 40);
SIZE(temperature_v1, 12); SIZE(attributes, 40); SIZE(gpm_support, 8); SIZE(gpm_metric, 40);
SIZE(gpm_request, 24 + 40 * 333); SIZE(sample_value, 16);
_Static_assert(offsetof(field_value, value) == 32, "value");

#define STRUCT_VERSION(type, v) ((uint32_t)(sizeof(type) | ((uint32_t)(v) << 24)))
#define EXPORT __attribute__((visibility("default")))

#endif
