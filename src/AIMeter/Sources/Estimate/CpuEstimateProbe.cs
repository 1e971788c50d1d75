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
        ControlGroup? group = ControlGroup.Find(environment);
        double? quota = group?.CpuQuota() is { } allowed && allowed < cpu.LogicalCpus ? allowed : null;
        double threads = quota ?? cpu.LogicalCpus;
        EstimateGroup? estimate = quota is null ? OfMachine(environment, cpu, model, threads) : OfQuota(environment, group!, cpu, model, threads);
        if (estimate is null)
        {
            return ProbedSource.Unavailable(Name, $"the busy time of the CPU cannot be read below {environment.ProcRoot}, so its load is not known");
        }

        var found = new Findings();
        found.Add(estimate, "");
        found.Note(EstimateNote.Of(cpu, model, threads, quota is not null));
        if (!model.IsWholeServer && quota is null)
        {
            AddMemory(found, environment, cpu);
        }

        return found.ToSource(Name, "");
    }

    private static EstimateGroup? OfMachine(SourceEnvironment environment, CpuInfo cpu, CpuPowerModel model, double threads) =>
        Open(Path.Combine(environment.ProcRoot, "stat"), "/proc/stat", TryParseRan, CpuTimes.LineLength, environment, cpu, model, threads);

    private static EstimateGroup? OfQuota(SourceEnvironment environment, ControlGroup group, CpuInfo cpu, CpuPowerModel model, double threads) =>
        Open(Path.Combine(group.Folder, "cpu.stat"), "cpu.stat", CgroupText.TryParseUsage, 4096, environment, cpu, model, threads);

    private static EstimateGroup? Open(
        string path, string name, ValueParser busy, int limit, SourceEnvironment environment, CpuInfo cpu, CpuPowerModel model, double threads)
    {
        var device = new Device("cpu0", DeviceKind.Cpu, cpu.ModelName);
        double most = cpu.LogicalCpus * model.FullWatts; // a quota is kept on average: for moments, more CPUs may be busy
        Channel channel = Channel.EnergyCounter(device, Traits(model.RelativeError, model.JoulesPerTick, most));
        return TextFile.TryOpen(path, text => busy(text, out _), limit) is { } file
            ? new EstimateGroup(file, name, channel, environment.Time, busy, (seconds, busySeconds) => model.Energy(threads, seconds, busySeconds))
            : null;
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
        found.Note(string.Create(CultureInfo.InvariantCulture, $"memory estimated from its size, {gigabytes:0} GB at {watts:0.#} W, ±{100 * error:0} %"));
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
}
