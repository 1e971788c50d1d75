#!/bin/sh
# Builds the simulated driver libraries into the folder given. Needs a C11 compiler ($CC, or gcc).
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
cc=${CC:-gcc}
mkdir -p "$out"
compile() { "$cc" -std=c11 -O2 -g1 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared "$@"; }
# Without a soname: the loader would hand out a simulated library to anybody in the process who asks for the real one by name.
nvml="$here/sim_power.c $here/sim_machine.c $here/sim_controls.c $here/nvml_identity.c $here/nvml_metrics.c $here/nvml_fields.c $here/nvml_profiling.c"
compile -o "$out/libnvidia-ml.so.1" $nvml -lm
compile -Wl,--version-script="$here/driver-470.map" -o "$out/libnvidia-ml-470.so.1" $nvml -lm
compile -Wl,--version-script="$here/driver-future.map" -o "$out/libnvidia-ml-future.so.1" $nvml -lm
compile -o "$out/libdcgm.so.4" "$here/dcgm.c"
compile -o "$out/libcuda.so.1" "$here/cuda.c"
