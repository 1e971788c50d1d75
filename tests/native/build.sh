#!/bin/sh
# Builds the simulated driver libraries into the folder given. Needs a C11 compiler ($CC, or gcc).
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
cc=${CC:-gcc}
mkdir -p "$out"
compile() { "$cc" -std=c11 -O2 -g1 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared "$@"; }
nvml="$here/sim_power.c $here/sim_machine.c $here/sim_controls.c $here/nvml_identity.c $here/nvml_metrics.c $here/nvml_fields.c $here/nvml_profiling.c"
compile -Wl,-soname,libnvidia-ml.so.1 -o "$out/libnvidia-ml.so.1" $nvml -lm
compile -Wl,-soname,libnvidia-ml.so.1 -Wl,--version-script="$here/driver-470.map" -o "$out/libnvidia-ml-470.so.1" $nvml -lm
compile -Wl,-soname,libnvidia-ml.so.1 -Wl,--version-script="$here/driver-future.map" -o "$out/libnvidia-ml-future.so.1" $nvml -lm
compile -Wl,-soname,libdcgm.so.4 -o "$out/libdcgm.so.4" "$here/dcgm.c"
compile -Wl,-soname,libcuda.so.1 -o "$out/libcuda.so.1" "$here/cuda.c"
