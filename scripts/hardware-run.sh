#!/bin/sh
# Publishes the hardware tests and the GPU sample for linux-x64, self-contained, so that a GPU machine needs no .NET:
#
#   scripts/hardware-run.sh                  publishes to artifacts/hardware, and runs it when this machine has a GPU
#   artifacts/hardware/hardware-run.sh       runs on the GPU machine and leaves hardware-report.md in the current folder
#
# AIMETER_RUNTIME names another runtime, such as linux-arm64.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

run() {
    report=$(pwd)/hardware-report.md
    {
        echo "# Hardware run, $(date -u +%Y-%m-%dT%H:%M:%SZ)"
        echo
        echo "Kernel $(uname -sr), $(uname -m)."
        if [ -r /proc/driver/nvidia/version ]; then head -n 1 /proc/driver/nvidia/version; else echo "No NVIDIA kernel module."; fi
        echo
        echo '## Tests'
        echo
        echo '```text'
    } > "$report"
    status=0
    AIMETER_HARDWARE_REPORT="$report" "$1/tests/AIMeter.Hardware.Tests" > "$report.log" 2>&1 || status=$?
    {
        sed 's/\x1b\[[0-9;]*m//g' "$report.log"
        echo '```'
        echo
        echo '## Sample'
        echo
        echo '```text'
        "$1/sample/Gpu" || status=$?
        echo '```'
        echo
        echo "Exit status $status."
    } >> "$report"
    rm -f "$report.log"
    echo "The report is $report"
    return "$status"
}

if [ -x "$here/tests/AIMeter.Hardware.Tests" ]; then
    run "$here"
    exit
fi

root=$(cd "$here/.." && pwd)
out=$root/artifacts/hardware
runtime=${AIMETER_RUNTIME:-linux-x64}
dotnet publish "$root/tests/AIMeter.Hardware.Tests" -c Release -r "$runtime" --self-contained -o "$out/tests"
dotnet publish "$root/samples/03-Gpu" -c Release -r "$runtime" --self-contained -o "$out/sample"
cp "$here/hardware-run.sh" "$out/"
echo "Published to $out"
if [ -e /dev/nvidiactl ]; then
    run "$out"
fi
