/* A small host engine: enough of libdcgm.so.4 to watch profiling fields of a few GPUs. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

enum { MAX_GPUS = 16, MAX_FIELDS = 128, BADPARAM = -1, NOT_WATCHED = -16, CONNECTION_NOT_VALID = -21, DUPLICATE_KEY = -26 };

typedef uintptr_t handle;
typedef struct { uint32_t version; uint16_t field_id, field_type; int32_t status; int64_t stamp_us;
    union { int64_t i64; double d; char text[256]; char blob[4096]; } value; } field_value;
typedef struct { uint32_t version, persist, timeout_ms, unix_socket; } connect_params;
_Static_assert(sizeof(field_value) == 4120, "dcgmFieldValue_v1");
_Static_assert(sizeof(connect_params) == 16, "dcgmConnectV2Params_v2");

typedef struct { char uuid[96]; double values[1200]; int present[1200]; } gpu;

static gpu gpus[MAX_GPUS];
static int64_t stamp_us;
static int count, connected, watching, initialised, updates, keep_alive;
static char address[256], fail_function[64];
static int fail_code;
static uint32_t grouped;
static uint16_t fields[MAX_FIELDS];
static int field_count;

#define ENTER() do { if (fail_code && !strcmp(fail_function, __func__)) return fail_code; } while (0)

EXPORT int dcgm_sim_add_gpu(const char *uuid) {
    snprintf(gpus[count].uuid, sizeof gpus[count].uuid, "%s", uuid);
    return count++;
}

EXPORT void dcgm_sim_set(int i, int field, double value) { gpus[i].values[field] = value; gpus[i].present[field] = 1; }
EXPORT void dcgm_sim_fail(const char *function, int code) {
    snprintf(fail_function, sizeof fail_function, "%s", function);
    fail_code = code;
}
EXPORT void dcgm_sim_tick(int64_t us) { stamp_us += us; }
EXPORT int dcgm_sim_connected(void) { return connected; }
EXPORT int dcgm_sim_watching(void) { return watching; }
EXPORT const char *dcgm_sim_address(void) { return address; }

EXPORT int dcgmInit(void) { ENTER(); initialised++; return 0; }
EXPORT int dcgmShutdown(void) { ENTER(); initialised--; return 0; }

EXPORT int dcgmConnect_v2(const char *where, connect_params *p, handle *h) {
    ENTER();
    if (!initialised || p->version != 0x2000010) return BADPARAM;
    snprintf(address, sizeof address, "%s", where);
    keep_alive = (int)p->persist;
    connected++;
    *h = 0x7f7f7f01;
    return 0;
}

EXPORT int dcgmDisconnect(handle h) { ENTER(); if (h != 0x7f7f7f01) return CONNECTION_NOT_VALID; connected--; return 0; }

EXPORT int dcgmGetAllSupportedDevices(handle h, uint32_t ids[32], int *n) {
    ENTER();
    if (h != 0x7f7f7f01) return CONNECTION_NOT_VALID;
    *n = count;
    for (int i = 0; i < count; i++) ids[i] = (uint32_t)(count - 1 - i);       /* not the order of the driver */
    return 0;
}

EXPORT int dcgmGroupCreate(handle h, int type, const char *name, handle *g) {
    ENTER();
    if (h != 0x7f7f7f01 || !name) return BADPARAM;
    grouped = type == 0 ? 0xFFFFFFFF : 0;
    *g = 11;
    return 0;
}

EXPORT int dcgmGroupAddDevice(handle h, handle g, uint32_t id) {
    ENTER();
    if (h != 0x7f7f7f01 || g != 11 || id >= (uint32_t)count) return BADPARAM;
    grouped |= 1u << id;
    return 0;
}

EXPORT int dcgmGroupDestroy(handle h, handle g) { ENTER(); return h == 0x7f7f7f01 && g == 11 ? 0 : BADPARAM; }

EXPORT int dcgmFieldGroupCreate(handle h, int n, const uint16_t *ids, const char *name, handle *fg) {
    ENTER();
    if (h != 0x7f7f7f01 || n < 1 || n > MAX_FIELDS || !name) return BADPARAM;
    if (field_count) return DUPLICATE_KEY;
    memcpy(fields, ids, sizeof *ids * (size_t)n);
    field_count = n;
    *fg = 12;
    return 0;
}

EXPORT int dcgmFieldGroupDestroy(handle h, handle fg) { ENTER(); field_count = 0; return h == 0x7f7f7f01 && fg == 12 ? 0 : BADPARAM; }

EXPORT int dcgmWatchFields(handle h, handle g, handle fg, long long period_us, double keep_s, int keep) {
    ENTER();
    if (h != 0x7f7f7f01 || g != 11 || fg != 12 || period_us < 1 || keep_s < 0 || keep < 0) return BADPARAM;
    watching = 1;
    return 0;
}

EXPORT int dcgmUnwatchFields(handle h, handle g, handle fg) {
    ENTER();
    watching = 0;
    return h == 0x7f7f7f01 && g == 11 && fg == 12 ? 0 : BADPARAM;
}

EXPORT int dcgmUpdateAllFields(handle h, int wait) { ENTER(); updates += wait; return h == 0x7f7f7f01 ? 0 : CONNECTION_NOT_VALID; }

static void fill(int i, uint16_t id, field_value *v) {
    memset(v, 0, sizeof *v);
    v->version = 0x1001018;
    v->field_id = id;
    v->stamp_us = 1790000000000000 + stamp_us;
    if (id == 50 || id == 54) {
        v->field_type = 's';
        snprintf(v->value.text, 256, "%s", id == 54 ? gpus[i].uuid : "NVIDIA A100-SXM4-80GB");
        return;
    }
    int integral = id == 52 || (id >= 1009 && id <= 1012);
    double value = id == 52 ? i : gpus[i].values[id];
    int blank = watching && (gpus[i].present[id] || id == 52) ? (value < 0 ? 0 : -1) : 2;      /* below 0: no value yet */
    v->field_type = integral ? 'i' : 'd';
    if (integral) v->value.i64 = blank < 0 ? (int64_t)value : 0x7FFFFFFFFFFFFFF0 + blank;
    else v->value.d = blank < 0 ? value : 140737488355328.0 + blank;
}

EXPORT int dcgmGetLatestValuesForFields(handle h, int i, uint16_t *ids, uint32_t n, field_value *out) {
    ENTER();
    if (h != 0x7f7f7f01) return CONNECTION_NOT_VALID;
    if (i < 0 || i >= count) return BADPARAM;
    for (uint32_t f = 0; f < n; f++) fill(i, ids[f], &out[f]);
    return 0;
}

EXPORT const char *errorString(int code) { return code == CONNECTION_NOT_VALID ? "Host engine connection invalid/disconnected" : "Error"; }
