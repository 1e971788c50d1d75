using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>Runs the operation in windows until the answer is clear or the limits are reached.</summary>
/// <param name="work">The operation.</param>
/// <param name="unit">What it makes.</param>
/// <param name="options">How to measure.</param>
internal sealed class WindowRunner(Work work, string unit, EnergyTestOptions options)
{
    // Growing tenfold at most keeps one slow run from being repeated often. A window may come out somewhat short, but when the last is
    // not even half as long as the pilot was, the runtime has made faster code since, and what was measured before is not what runs now.
    private const long LargestGrowth = 10, MostRuns = 1_000_000_000;
    private const double ShortestShare = 0.5, WholeEnough = 0.8;

    private readonly Tally _tally = new(unit);
    private long _began;
    private MeterReport? _last;

    public Tally Tally => _tally;

    public MeterReport Last => _last!;

    public bool IsDebug => work.IsDebug;

    /// <summary>What this measurement may be compared with.</summary>
    public string Fingerprint => Testing.Fingerprint.Of(Last, IsDebug);

    public long RunsPerWindow { get; private set; } = 1;

    /// <summary>Who else ran, in the most crowded session; null where that is not known, as on a clock that is not the machine's.</summary>
    public Neighbours? Neighbours { get; private set; }

    /// <summary>This process' share of the CPU time of the machine; 1 where that says nothing of the energy, as with a GPU alone.</summary>
    public double OwnShare => Last.Devices.Any(each => Counts(each.Device) && each.Device.Kind != DeviceKind.Gpu) ? Neighbours?.OwnShare ?? 1 : 1;

    /// <summary>The confidence of the look that ended the run.</summary>
    public double Confidence { get; private set; }

    private bool TimeIsUp => options.Time.GetElapsedTime(_began) >= options.TimeLimit;

    /// <summary>Measures. Ends early when the given question has an answer.</summary>
    /// <param name="isClear">Asked after each look with the confidence that this look may claim.</param>
    public async ValueTask MeasureAsync(Func<Tally, double, bool> isClear)
    {
        for (int run = 0; run < options.WarmUpRuns; run++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            await work.Run().ConfigureAwait(false);
        }

        await FitWindowAsync().ConfigureAwait(false);
        _began = options.Time.GetTimestamp();
        double error = 1 - options.Confidence;
        do
        {
            // Looking again at more data is another chance to be wrong: the looks share the error as 1/2, 1/4, 1/8, ...
            error /= 2;
            Confidence = 1 - error;
            await SessionAsync(_tally.Count == 0 ? options.MinWindows : Math.Min(_tally.Count, options.MaxWindows - _tally.Count)).ConfigureAwait(false);
        }
        while (StartsAnew() || (_tally.Unknown is null && !isClear(_tally, Confidence) && _tally.Count < options.MaxWindows && !TimeIsUp));
    }

    // The pilot goes on until it is about a whole window, so most of what warms up does so before anything is measured.
    private async ValueTask FitWindowAsync()
    {
        for (long runs = 1; ;)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            long began = options.Time.GetTimestamp();
            await RepeatAsync(runs).ConfigureAwait(false);
            double taken = options.Time.GetElapsedTime(began) / options.WindowLength;
            RunsPerWindow = Math.Clamp((long)Math.Ceiling(runs / Math.Max(taken, 1e-12)), 1, MostRuns);
            if (taken >= WholeEnough || RunsPerWindow <= runs)
            {
                return;
            }

            runs = Math.Min(runs * LargestGrowth, RunsPerWindow);
        }
    }

    private bool StartsAnew()
    {
        double filled = _tally.LastSeconds / options.WindowLength.TotalSeconds;
        if (filled >= ShortestShare || RunsPerWindow >= MostRuns || TimeIsUp)
        {
            return false;
        }

        RunsPerWindow = (long)Math.Min(Math.Ceiling(RunsPerWindow / Math.Max(filled, 1e-12)), MostRuns);
        _tally.Clear();
        return true;
    }

    private async ValueTask SessionAsync(int windows)
    {
        MeterConfiguration configuration = AIMeter.Configure("energy test");
        if (options.Time != TimeProvider.System)
        {
            configuration.WithTimeProvider(options.Time);
        }

        options.Configure?.Invoke(configuration);
        using MeterSession meter = configuration.Start();
        if (options.AboveIdle)
        {
            meter.MeasureIdle(options.IdleTime);
        }

        List<(double Cpu, double Units)> runs = [];
        for (int window = 0; window < windows && (runs.Count + _tally.Count < 2 || !TimeIsUp); window++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            double cpu = CpuSeconds();
            double units;
            using (meter.Phase(NameOf(window)))
            {
                units = await RepeatAsync(RunsPerWindow).ConfigureAwait(false);
            }

            runs.Add((CpuSeconds() - cpu, units));
        }

        _last = meter.Stop();
        Neighbours = options.Time == TimeProvider.System ? Neighbours.Worse(Neighbours, Neighbours.Of(_last)) : null;
        for (int window = 0; window < runs.Count; window++)
        {
            _tally.Add(Read(_last.FindPhase(NameOf(window))!, runs[window].Cpu, runs[window].Units));
        }
    }

    private async ValueTask<double> RepeatAsync(long runs)
    {
        double units = 0;
        for (long run = 0; run < runs; run++)
        {
            units += await work.Run().ConfigureAwait(false);
        }

        return units > 0 && double.IsFinite(units) ? units
            : throw new InvalidOperationException($"The measured code made {units} {unit}. Return how many it made: a finite number above zero.");
    }

    private Window Read(PhaseReport phase, double cpuSeconds, double units)
    {
        EnergyResult energy = Chosen(phase);
        double edge = options.AboveIdle ? energy.Bound?.Joules ?? 0 : phase.Devices.Where(part => Counts(part.Device)).Sum(part => Edge(part.Energy, GainError(part.Device)));
        return new(energy, edge, cpuSeconds, phase.Duration.TotalSeconds, units);
    }

    // A sensor that shows from 1 - g to 1 + g of the truth stretches the limits by just that (docs/accuracy.md); what is left is the edges'.
    private static double Edge(EnergyResult energy, double gainError) => energy.Energy is not { } known ? 0
        : Math.Max(0, Math.Max((energy.High!.Value.Joules * (1 - gainError)) - known.Joules, known.Joules - (energy.Low!.Value.Joules * (1 + gainError))));

    private EnergyResult Chosen(PhaseReport phase)
    {
        if (options.Device is not { } id)
        {
            return options.AboveIdle ? phase.NetEnergy ?? EnergyResult.Unknown("the idle power is not known") : phase.Energy;
        }

        if (options.AboveIdle)
        {
            throw new ArgumentException("EnergyTestOptions.Device and AboveIdle do not go together: energy above idle is told of all devices. Leave one out.");
        }

        EnergyResult? found = phase.Devices.Where(part => part.Device.Id == id).Select(part => part.Energy).FirstOrDefault();
        return found ?? EnergyResult.Unknown($"there is no device '{id}'; there are: {string.Join(", ", phase.Devices.Select(part => part.Device.Id))}");
    }

    private bool Counts(Device device) => options.Device is { } id ? device.Id == id : device.InTotal;

    private double GainError(Device device) => _last!.Devices.FirstOrDefault(each => each.Device.Id == device.Id)?.GainError ?? 0;

    private static string NameOf(int window) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"window {window}");

    private static double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
