namespace AIMetering.Tests.Sources.Proc;

/// <summary>Texts of procfs as kernels of different age and size print them.</summary>
internal static class ProcFiles
{
    /// <summary>6.18, a guest with two virtual CPUs.</summary>
    public const string Stat =
        """
        cpu  15890 0 4426 206246 1197 0 40 49 0 0
        cpu0 7033 0 1820 105017 62 0 11 23 0 0
        cpu1 8857 0 2606 101229 1135 0 29 25 0 0
        intr 1893205 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 33
        ctxt 3170915
        btime 1795362190
        processes 6696
        procs_running 1
        procs_blocked 0
        softirq 1019263 0 259120 1 3021 81226 0 2 301012 0 374881

        """;

    /// <summary>2.6.32: no guest_nice column.</summary>
    public const string StatOfOldKernel = "cpu  4705 150 1120 16250856 2250 17 45 0 0\ncpu0 4705 150 1120 16250856 2250 17 45 0 0\nintr 114930548 113199788 3 0 5 263\n";

    /// <summary>2.4: user, nice, system and idle only.</summary>
    public const string StatOfAncientKernel = "cpu  4705 150 1120 16250856\ncpu0 4705 150 1120 16250856\n";

    public const string MemInfo =
        """
        MemTotal:       24684084 kB
        MemFree:        24171188 kB
        MemAvailable:   24337912 kB
        Buffers:            1716 kB
        Cached:           339640 kB
        SwapCached:            0 kB

        """;

    /// <summary>Before 3.14 the kernel did not say what is available.</summary>
    public const string MemInfoOfOldKernel = "MemTotal:        8061364 kB\nMemFree:          137336 kB\nBuffers:          302136 kB\nCached:          5118096 kB\n";

    /// <summary>An NVMe disk with two partitions, a SATA disk with one, a device mapper above it, loop and zram.</summary>
    public const string DiskStats =
        """
           7       0 loop0 52 0 740 30 0 0 0 0 0 48 30 0 0 0 0 0 0
         259       0 nvme0n1 87001 22601 3057522 30493 4123 14273 691680 3571 0 14212 34340 3370 23 47608 276 4 0
         259       1 nvme0n1p1 300 12 9000 60 2 0 16 1 0 40 61 0 0 0 0 0 0
         259       2 nvme0n1p2 86600 22589 3040000 30400 4121 14273 691664 3570 0 14100 34200 3370 23 47608 276 0 0
           8       0 sda 1000 10 20000 500 200 20 4000 300 0 600 800
           8       1 sda1 990 10 19000 490 200 20 4000 300 0 590 790
         253       0 dm-0 2000 0 24000 900 400 0 8000 700 0 900 1600 0 0 0 0 0 0
         252       0 zram0 11 0 88 0 1 0 8 0 0 0 0 0 0 0 0 0 0

        """;

    public const string NetDev =
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0
          eth0: 45284194    1432    0    0    0     0          0         0    91589     945    0    0    0     0       0          0
        docker0: 1000000    1000    0    0    0     0          0         0  2000000    2000    0    0    0     0       0          0
          eno2:1234567890123 9    0    0    0     0          0         0       11       1    0    0    0     0       0          0

        """;

    public const string CpuPressure = "some avg10=0.15 avg60=6.37 avg300=7.75 total=48433571\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";

    public const string LoadAverage = "0.50 0.63 0.33 1/89 6696\n";

    /// <summary>A program whose name holds spaces and brackets.</summary>
    public const string SelfStat =
        "4242 (my) prog (1)) S 1 4242 4242 0 -1 4194560 5021 0 12 0 131 27 0 0 20 0 17 0 9001 274877906944 31250 18446744073709551615 1 1 0 0 0 0 0 4096 17642 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    public const string SelfIo =
        """
        rchar: 69764444
        wchar: 123
        syscr: 10
        syscw: 3
        read_bytes: 4096000
        write_bytes: 8192
        cancelled_write_bytes: 0

        """;

    public const string CpuInfo =
        """
        processor	: 0
        vendor_id	: AuthenticAMD
        cpu family	: 25
        model		: 17
        model name	: AMD EPYC
        stepping	: 1
        microcode	: 0x1000065
        cpu MHz		: 2596.134
        cache size	: 1024 KB
        physical id	: 0
        siblings	: 2
        core id		: 0
        cpu cores	: 2
        flags		: fpu vme de pse tsc msr hypervisor lahf_lm
        bogomips	: 5192.26

        processor	: 1
        vendor_id	: AuthenticAMD
        cpu family	: 25
        model		: 17
        model name	: AMD EPYC
        stepping	: 1
        cpu MHz		: 2603.866
        physical id	: 0
        siblings	: 2
        flags		: fpu vme de pse tsc msr hypervisor lahf_lm

        """;

    /// <summary>Every file that the host's series come from.</summary>
    public static TimedMachine Machine() => new TimedMachine()
        .With("proc/stat", Stat)
        .With("proc/meminfo", MemInfo)
        .With("proc/diskstats", DiskStats)
        .With("proc/net/dev", NetDev)
        .With("proc/pressure/cpu", CpuPressure)
        .With("proc/pressure/memory", CpuPressure)
        .With("proc/pressure/io", CpuPressure)
        .With("proc/loadavg", LoadAverage)
        .With("proc/cpuinfo", CpuInfo)
        .With("proc/self/stat", SelfStat)
        .With("proc/self/io", SelfIo)
        .WithFolder("sys/block/nvme0n1/device")
        .WithFolder("sys/block/sda/device")
        .WithFolder("sys/block/dm-0")
        .WithFolder("sys/block/loop0")
        .WithFolder("sys/block/zram0")
        .WithFolder("sys/class/net/eth0/device")
        .WithFolder("sys/class/net/eno2/device")
        .WithFolder("sys/class/net/docker0")
        .WithFolder("sys/class/net/lo");
}
