using System.Globalization;
using AIMetering.Readings;
using AIMetering.Sources.Cgroup;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>Estimates the energy of the CPU from its model and load, for machines that have no energy sensor.</summary>
internal sealed class CpuEstimateProbe : ISourceProbe
{
    public string Name => "estimate";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        CpuInfo cpu = CpuInfo.Read(environment);
        CpuPowerModel model = CpuModelChoice.Choose(cpu, environment);
        (BusyFile busy, double threads) = Load(environment, cpu);
        if (TextFile.TryOpen(busy.Path, text => busy.Parse(text, out _), busy.Limit) is not { } file)
        {
            return ProbedSource.Unavailable(Name, $"the CPU's busy time cannot be read from {busy.Path}, so its load is not known");
        }

        var found = new Findings();
        Channel channel = Counter(cpu, model);
        double Joules(double time, double ran) => model.Energy(threads, time, ran);
        found.Add(new EstimateGroup(file, busy.Name, channel, environment.Time, busy.Parse, Joules), "");
        found.Note(EstimateNote.Of(cpu, model, threads, busy.IsQuota));
        if (!model.IsWholeServer && !busy.IsQuota)
        {
            AddMemory(found, environment, cpu);
        }

        return found.ToSource(Name, "");
    }

    /// <summary>The busy time to go by and the threads it is of: the container's own where a quota caps it.</summary>
    private static (BusyFile Busy, double Threads) Load(SourceEnvironment environment, CpuInfo cpu)
    {
        ControlGroup? group = ControlGroup.Find(environment);
        return group?.CpuQuota() is { } quota && quota < cpu.LogicalCpus
            ? (new(Path.Combine(group.Folder, "cpu.stat"), "cpu.stat", CgroupText.TryParseUsage, 4096, IsQuota: true), quota)
            : (new(Path.Combine(environment.ProcRoot, "stat"), "/proc/stat", TryParseRan, CpuTimes.LineLength, IsQuota: false), cpu.LogicalCpus);
    }

    private static Channel Counter(CpuInfo cpu, CpuPowerModel model)
    {
        double most = cpu.LogicalCpus * model.FullWatts; // a quota is kept on average: for moments, more CPUs may be busy
        var device = new Device("cpu0", DeviceKind.Cpu, cpu.ModelName);
        return Channel.EnergyCounter(device, Traits(model.RelativeError, model.JoulesPerTick, most));
    }

    private static void AddMemory(Findings found, SourceEnvironment environment, CpuInfo cpu)
    {
        if (MemInfo.ReadTotal(environment) is not { } bytes)
        {
            found.Note("memory is not estimated: its size is not known");
            return;
        }

        double gigabytes = bytes / (double)(1 << 30); // memory is sold in powers of two
        double watts = DramModel.Power(gigabytes, cpu.Vendor.StartsWith("arm:", StringComparison.Ordinal));
        double error = DramModel.RelativeError(gigabytes);
        Channel channel = Channel.EnergyCounter(new Device("dram0", DeviceKind.Memory, "memory"), Traits(error, 1e-3, watts));
        found.Add(new DramEstimateGroup(channel, watts, environment.Time), "");
        string size = string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0} GB at {watts:0.#} W, ±{100 * error:0} %");
        found.Note($"memory estimated from its size, {size}");
    }

    private static SensorTraits Traits(double error, double joulesPerCount, double maxWatts) => new()
    {
        JoulesPerCount = joulesPerCount,
        RefreshPeriod = EstimateGroup.Tick,
        GainError = error,
        MaxPowerWatts = maxWatts,
        Method = MeasurementMethod.Estimated,
    };

    private static bool TryParseRan(ReadOnlySpan<byte> text, out double seconds)
    {
        bool known = CpuTimes.TryParse(text, out CpuTimes times);
        seconds = times.RanSeconds;
        return known;
    }

    /// <summary>A file with the busy time of CPUs.</summary>
    private sealed record BusyFile(string Path, string Name, ValueParser Parse, int Limit, bool IsQuota);
}
