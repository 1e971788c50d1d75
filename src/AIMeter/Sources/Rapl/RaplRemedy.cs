namespace AIMetering.Sources.Rapl;

/// <summary>Why there is no RAPL, and what a user can do where it is only closed. Texts, with the exact commands.</summary>
internal static class RaplRemedy
{
    /// <summary>The reason on other processors.</summary>
    public const string NoX86 = "this is no x86 CPU, so it has no RAPL.";

    /// <summary>The reason in virtual machines.</summary>
    public const string VirtualMachine = "this is a virtual machine, and the hypervisor does not pass RAPL on.";

    /// <summary>The counters of powercap are closed to users since CVE-2020-8694 (PLATYPUS).</summary>
    public const string OpenPowercap =
        "Until the next boot: `sudo chmod a+r /sys/class/powercap/*/energy_uj`. " +
        "For good: for each zone a line `mode class/powercap/intel-rapl:0/energy_uj = 0444` in /etc/sysfs.conf " +
        "(package sysfsutils), " +
        "or a tmpfiles or udev rule that does the same. " +
        "Or run as root or with CAP_DAC_READ_SEARCH, " +
        "or open the perf route: `sudo sysctl -w kernel.perf_event_paranoid=0`. " +
        "Mind that readable counters let any local user run a power side channel (CVE-2020-8694, CVE-2020-12912).";

    /// <summary>The module is missing.</summary>
    public const string LoadPowercap = "`sudo modprobe intel_rapl_msr`.";

    /// <summary>Container runtimes mount an empty folder over the targets of the links.</summary>
    public const string Unmask =
        "Mount both folders read-only elsewhere and name that place as the root of sysfs: " +
        "`-v /sys/class/powercap:/X/class/powercap:ro " +
        "-v /sys/devices/virtual/powercap:/X/devices/virtual/powercap:ro`.";

    /// <summary>perf is closed to users.</summary>
    public const string OpenPerf =
        "`sudo sysctl -w kernel.perf_event_paranoid=0` " +
        "(for good: a line `kernel.perf_event_paranoid = 0` in /etc/sysctl.d/aimeter.conf), " +
        "or `sudo setcap cap_perfmon=ep <executable>` (before Linux 5.8: cap_sys_admin) " +
        "on a program published as single file or apphost: on `dotnet` itself it would hold for every .NET program.";

    /// <summary>The PMU is missing.</summary>
    public const string LoadPerf = "`sudo modprobe rapl`.";

    /// <summary>A seccomp profile denies the call.</summary>
    public const string AllowPerf =
        "In a container, allow the system call perf_event_open in its seccomp profile and add the capability PERFMON.";

    /// <summary>The register files are missing.</summary>
    public const string LoadMsr = "`sudo modprobe msr`.";

    /// <summary>The register files are closed.</summary>
    public const string OpenMsr = "Run as root with CAP_SYS_RAWIO; kernel lockdown (secure boot) forbids it altogether.";
}
