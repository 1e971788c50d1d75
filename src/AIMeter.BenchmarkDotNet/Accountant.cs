using AIMetering.Readings;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;

namespace AIMetering.Diagnosers;

/// <summary>Makes of the session and the engine's own times the energy of one operation.</summary>
internal sealed class Accountant(CaseMeter meter, EnergyDiagnoserOptions options, IReadOnlyList<Measurement> measurements, BatchSize batch)
{
    private readonly MeterReport _report = meter.Report!;
    private readonly PhaseReport _window = meter.Window;
    private readonly PhaseReport[] _iterations = [.. meter.Iterations];
    private readonly Measurement[] _actual = [.. measurements.Where(each => each.Is(IterationMode.Workload, IterationStage.Actual))];

    private double Seconds => _actual.Sum(each => each.Nanoseconds) / 1e9;

    private long Operations => _actual.Sum(each => each.Operations);

    private double Gap => Math.Max(0, _window.Duration.TotalSeconds - Seconds);

    private double LoopShare
    {
        get
        {
            double[] overhead = [.. measurements.Where(each => each.Is(IterationMode.Overhead, IterationStage.Actual)).Select(each => each.Nanoseconds)];
            return overhead.Length == 0 || Seconds <= 0 ? 0 : Math.Min(1, new Statistics(overhead).Median * _actual.Length / (Seconds * 1e9));
        }
    }

    private bool AreMatched => _iterations.Length == _actual.Length;

    public BenchmarkEnergy Account()
    {
        if (_actual.Length == 0)
        {
            return BenchmarkEnergy.Unknown("the engine reported no actual workload iteration");
        }

        (EnergyResult whole, bool isExact) = Measured(Whole);
        EnergyResult measured = whole;
        if (options.AboveIdle)
        {
            (measured, isExact) = Measured(AboveIdle);
        }

        EnergyResult shown = Without(measured, LoopShare * Seconds, Seconds);
        double? unresolved = Unresolved(whole);
        Energy? spread = Spread();
        Energy? perOperation = shown.Energy / Operations;
        return new BenchmarkEnergy
        {
            PerOperation = shown.IsKnown ? Widened(shown.Per(Operations), spread) : shown,
            Spread = spread,
            Power = measured.Energy is { } energy ? Power.FromWatts(energy.Joules / Seconds) : null,
            CarbonPerOperation = CarbonPerJoule() is { } gramsPerJoule && perOperation is { } each ? CarbonMass.FromGrams(gramsPerJoule * each.Joules) : null,
            CarbonReason = _report.Carbon?.Average.Reason ?? shown.Reason,
            Sources = _report.Sources,
            HasRegion = _report.Carbon?.Region is not null,
            IsAboveIdle = options.AboveIdle,
            IsExact = isExact,
            Coverage = Math.Min(1, Seconds / _window.Duration.TotalSeconds),
            Iterations = _actual.Length,
            Operations = Operations,
            LoopShare = LoopShare,
            GainError = GainError(),
            Launches = batch.Launches,
            ResolutionBound = unresolved,
            Advice = shown.IsKnown ? Advise(unresolved) : null,
        };
    }

    // The iterations one by one have no gaps but many edges, the window has two edges but the gaps: the truth lies within both limits.
    private (EnergyResult Energy, bool IsExact) Measured(Func<PhaseReport, EnergyResult> energy)
    {
        EnergyResult window = Without(energy(_window), Gap, Seconds + Gap);
        EnergyResult[] single = meter.IsExact && AreMatched ? [.. _iterations.Select(energy)] : [];
        if (single.Length == 0 || !single.All(each => each.IsKnown))
        {
            return (window, false);
        }

        EnergyResult sum = EnergyResult.Sum(single.Select(each => ("iteration", each)));
        return (Within(sum, window), true);
    }

    private static EnergyResult Within(EnergyResult sum, EnergyResult window)
    {
        (Energy low, Energy high) = (sum.Low!.Value, sum.High!.Value);
        if (window.Low is { } least && window.High is { } most && least <= high && low <= most)
        {
            (low, high) = (least > low ? least : low, most < high ? most : high);
        }

        return EnergyResult.Known(
            Energy.FromJoules(Math.Clamp(sum.Energy!.Value.Joules, low.Joules, high.Joules)), low, high,
            sum.Method!.Value, sum.Source, sum.Caveats, [.. sum.Missing.Distinct()]);
    }

    private EnergyResult Whole(PhaseReport phase)
    {
        if (options.Devices.Count == 0 || phase.Devices.Count == 0)
        {
            return phase.Energy;
        }

        string[] absent = [.. options.Devices.Except(phase.Devices.Select(part => part.Device.Id))];
        return absent.Length == 0
            ? EnergyResult.Sum(Parts(phase).Select(part => (part.Device.Id, part.Energy)))
            : EnergyResult.Unknown($"there is no device '{absent[0]}'; there are: {string.Join(", ", phase.Devices.Select(part => part.Device.Id))}");
    }

    private static EnergyResult AboveIdle(PhaseReport phase) =>
        phase.NetEnergy ?? EnergyResult.Unknown(phase.Energy.Reason ?? "the idle power is not known");

    private IEnumerable<(Device Device, EnergyResult Energy)> Parts(PhaseReport phase) =>
        phase.Devices.Where(part => options.Devices.Count == 0 ? part.Device.InTotal : options.Devices.Contains(part.Device.Id));

    // Part of the time is not the workload's: between iterations the engine collects garbage, runs the iteration's setup and cleanup, and
    // talks to the host; within them it runs its own loop. That used something from nothing to the most the devices can draw; the estimate
    // takes the mean power, as Mean takes out the loop by its time.
    private EnergyResult Without(EnergyResult whole, double part, double all)
    {
        if (whole.Energy is not { } energy || !(part > 0))
        {
            return whole;
        }

        double low = whole.Low!.Value.Joules - (part * Parts(_window).Sum(device => GreatestWatts(device.Device)));
        double high = whole.High!.Value.Joules + (options.AboveIdle ? part * IdleWatts() : 0);
        low = options.AboveIdle ? low : Math.Max(0, low);
        return EnergyResult.Known(
            Energy.FromJoules(Math.Clamp(energy.Joules * (1 - (part / all)), low, high)), Energy.FromJoules(low), Energy.FromJoules(high),
            whole.Method!.Value, whole.Source, whole.Caveats, whole.Missing);
    }

    private double GreatestWatts(Device device)
    {
        DeviceReport? report = _report.Devices.FirstOrDefault(each => each.Device.Id == device.Id);
        return SensorOf(device)?.MaxPowerWatts ?? Math.Max(report?.PeakPower?.Watts ?? 0, report?.MeanPower?.Watts ?? 0);
    }

    private SensorTraits? SensorOf(Device device) =>
        _report.Series.FirstOrDefault(each => each.Channel.AccountsEnergy && each.Channel.Device.Id == device.Id)?.Channel.Sensor;

    // Taking out a gap that drew less than idle would add to the energy above idle.
    private double IdleWatts() => _report.Devices.Where(each => each.Device.InTotal).Sum(each => each.Idle?.High.Watts ?? 0);

    private double GainError()
    {
        double joules = 0, error = 0;
        foreach ((Device device, EnergyResult energy) in Parts(_window))
        {
            double known = energy.Energy?.Joules ?? 0;
            joules += known;
            error += known * (_report.Devices.FirstOrDefault(each => each.Device.Id == device.Id)?.GainError ?? 0);
        }

        return joules > 0 ? error / joules : 0;
    }

    // The scale error is the same however long the window is; what is left of the bound is edges and gaps, which stay while the energy grows.
    private double? Unresolved(EnergyResult whole) => whole.Energy is not { } energy ? null
        : energy.Joules > 0 ? Math.Max(0, whole.RelativeBound!.Value - GainError())
        : double.PositiveInfinity;

    private InvocationAdvice? Advise(double? unresolved)
    {
        double gain = GainError();
        double goal = options.TargetBound > gain ? options.TargetBound - gain : options.TargetBound;
        if (unresolved is not { } now || now <= goal)
        {
            return null;
        }

        // A bound near the whole is cut off by what the device can draw at all, so its share tells too little; the sensor's period tells the rest:
        // at worst one update is in doubt at either edge.
        double period = 2 * RefreshSeconds() / (goal * Seconds);
        double factor = double.IsFinite(now) ? Math.Max(now / goal, period) : period;
        return factor > 1 ? batch.Advise(_actual[0].Operations, factor, gain + goal) : null;
    }

    private double RefreshSeconds() => Parts(_window)
        .Select(part => _report.Devices.FirstOrDefault(each => each.Device.Id == part.Device.Id)?.RefreshPeriod ?? SensorOf(part.Device)?.RefreshPeriod ?? TimeSpan.Zero)
        .DefaultIfEmpty()
        .Max().TotalSeconds;

    private Energy? Spread()
    {
        EnergyResult[] energies = [.. _iterations.Select(Whole)];
        if (!AreMatched || energies.Length < 2 || energies.Any(each => !each.IsKnown))
        {
            return null;
        }

        double[] perOperation = [.. energies.Select((each, index) => each.Energy!.Value.Joules / _actual[index].Operations)];
        double margin = new Statistics(perOperation).ConfidenceInterval.Margin;
        return double.IsFinite(margin) ? Energy.FromJoules(margin) : null;
    }

    private EnergyResult Widened(EnergyResult sensors, Energy? spread)
    {
        Energy margin = spread ?? Energy.Zero;
        Energy low = sensors.Low!.Value - margin;
        return EnergyResult.Known(
            sensors.Energy!.Value, options.AboveIdle || low > Energy.Zero ? low : Energy.Zero, sensors.High!.Value + margin,
            sensors.Method!.Value, sensors.Source, sensors.Caveats, sensors.Missing);
    }

    private double? CarbonPerJoule() =>
        _report.CarbonOf(_window) is { } mass && _window.Energy.Energy is { Joules: > 0 } energy ? mass.Grams / energy.Joules : null;
}
