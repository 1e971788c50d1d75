using AIMetering.Carbon;
using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Analysis.Comparison;

/// <summary>Compares two runs, or two groups of repeated runs, quantity by quantity.</summary>
internal sealed class Comparer
{
    // Below this share of priced energy the grams are not those of the whole run.
    private const double WholePrice = 0.999;

    private readonly IReadOnlyList<MeterReport> _a, _b;
    private readonly Contrast _contrast;
    private readonly List<QuantityComparison> _rows = [];

    public Comparer(IReadOnlyList<MeterReport> a, IReadOnlyList<MeterReport> b, ComparisonOptions options)
    {
        options.Validate();
        (_a, _b) = (Checked(a, nameof(a)), Checked(b, nameof(b)));
        SameMachine = options.SameMachine ?? Differences.LookLikeOneMachine(a, b);
        _contrast = new(options, SameMachine);
    }

    private bool SameMachine { get; }

    public ReportComparison Run()
    {
        Row("total", ComparedQuantity.Energy, "J", Total);
        Row("total", ComparedQuantity.Power, "W", run => Per(Total(run), run.Duration.TotalSeconds, "the run took no time"));
        Row("total", ComparedQuantity.Duration, "s", run => Measured.Exact(run.Duration.TotalSeconds));
        Units("", run => run.Units, Total, run => run.Duration);
        Devices();
        Phases();
        Row("total", ComparedQuantity.Carbon, "g", Carbon);
        return new()
        {
            A = [.. _a.Select(run => run.Name)],
            B = [.. _b.Select(run => run.Name)],
            Rows = _rows,
            Warnings = Differences.Between(_a, _b),
            Notes = [.. Notes()],
        };
    }

    private static IReadOnlyList<MeterReport> Checked(IReadOnlyList<MeterReport> runs, string name) =>
        runs.Count == 0 ? throw new ArgumentException("A comparison needs at least one report on each side; this side has none.", name)
        : runs.Any(run => run is null) ? throw new ArgumentNullException(name)
        : runs;

    private static Measured Total(MeterReport run) => run.Devices.Any(device => device.Device.InTotal)
        ? Measured.Energy(run, run.Devices.Where(device => device.Device.InTotal).Select(device => (device.Device, device.Energy)))
        : Measured.Unknown(run.Energy.Reason ?? "no device was measured");

    private static Measured Per(Measured figure, double units, string reason) =>
        figure.Reason is not null ? figure : units > 0 ? figure.Times(1 / units) : Measured.Unknown(reason);

    private static Measured Carbon(MeterReport run)
    {
        if (run.Carbon?.Average is not { Mass: { } mass } result)
        {
            return Measured.Unknown(run.Carbon?.Average.Reason ?? "no carbon was worked out");
        }

        // Grams follow the joules of the sensors, so their errors do too; of a price of part of the energy only the limits are known.
        Measured total = Total(run);
        return result.Coverage >= WholePrice && total.Value > 0
            ? total.Times(mass.Grams / total.Value)
            : new([new("carbon", mass.Grams, mass.Grams, mass.Grams, Part(result.Low, mass), Part(result.High, mass))]);

        static double Part(CarbonMass? limit, CarbonMass mass) => limit is { } known && mass.Grams > 0 ? known / mass : 1;
    }

    private void Row(string subject, ComparedQuantity quantity, string unit, Func<MeterReport, Measured> figure)
    {
        Measured[] a = [.. _a.Select(figure)], b = [.. _b.Select(figure)];
        if (quantity != ComparedQuantity.Carbon || a.Concat(b).Any(each => each.Reason is null))
        {
            _rows.Add(_contrast.Of(New(subject, quantity, unit), a, b));
        }
    }

    private static QuantityComparison New(string subject, ComparedQuantity quantity, string unit) =>
        new() { Subject = subject, Quantity = quantity, Unit = unit, Verdict = ComparisonVerdict.Unknown };

    private void Units(
        string where, Func<MeterReport, IReadOnlyList<UnitReport>> of, Func<MeterReport, Measured> energy, Func<MeterReport, TimeSpan> time)
    {
        foreach (string unit in _a.Concat(_b).SelectMany(of).Select(each => each.Unit).Distinct())
        {
            string one = Say.One(unit), subject = where.Length == 0 ? unit : $"{where}: {unit}";
            double Count(MeterReport run) => of(run).FirstOrDefault(each => each.Unit == unit)?.Count ?? 0;
            Row(subject, ComparedQuantity.EnergyPerUnit, $"J/{one}", run => Per(energy(run), Count(run), $"no {unit} were counted"));
            Row(subject, ComparedQuantity.Throughput, $"{unit}/s", run => Count(run) > 0
                ? Per(Measured.Exact(Count(run)), time(run).TotalSeconds, "it took no time")
                : Measured.Unknown($"no {unit} were counted"));
        }
    }

    private void Devices()
    {
        foreach (string id in _a.Concat(_b).SelectMany(run => run.Devices).Select(device => device.Device.Id).Distinct())
        {
            Row(id, ComparedQuantity.Energy, "J", run => run.Devices.FirstOrDefault(device => device.Device.Id == id) is { } found
                ? Measured.Energy(run, [(found.Device, found.Energy)])
                : Measured.Unknown($"it has no {id}"));
        }
    }

    private void Phases()
    {
        foreach (string path in _a.Concat(_b).SelectMany(run => run.Phases).Select(phase => phase.Path).Distinct())
        {
            string subject = $"phase {path}";
            Row(subject, ComparedQuantity.Energy, "J", run => PhaseEnergy(run, path));
            Row(subject, ComparedQuantity.Duration, "s", run => run.FindPhase(path) is { } phase ? Measured.Exact(phase.Duration.TotalSeconds) : Absent(path));
            Units(subject, run => run.FindPhase(path)?.Units ?? [], run => PhaseEnergy(run, path), run => run.FindPhase(path)?.Duration ?? TimeSpan.Zero);
            if (_a.Count == 1 && _b.Count == 1 && _a[0].FindPhase(path) is { } a && _b[0].FindPhase(path) is { } b)
            {
                RepeatedPhase($"{subject}, one run", a, b);
            }
        }
    }

    // A phase that ran several times in each of two sessions is repeated as it stands.
    private void RepeatedPhase(string subject, PhaseReport a, PhaseReport b)
    {
        (int countA, int countB) = (a.Count + a.Unfinished, b.Count + b.Unfinished);
        if (countA < 2 || countB < 2)
        {
            return;
        }

        if (a.EnergyDeviation is { } spreadA && b.EnergyDeviation is { } spreadB && a.MeanEnergy.IsKnown && b.MeanEnergy.IsKnown)
        {
            Measured meanA = PhaseEnergy(_a[0], a.Path).Times(1.0 / countA), meanB = PhaseEnergy(_b[0], b.Path).Times(1.0 / countB);
            _rows.Add(_contrast.Of(
                New(subject, ComparedQuantity.Energy, "J"),
                (meanA, new(meanA.Value, spreadA.Joules, countA)), (meanB, new(meanB.Value, spreadB.Joules, countB))));
        }

        Repeats timeA = new(a.MeanDuration.TotalSeconds, a.DurationDeviation.TotalSeconds, countA);
        Repeats timeB = new(b.MeanDuration.TotalSeconds, b.DurationDeviation.TotalSeconds, countB);
        _rows.Add(_contrast.Of(New(subject, ComparedQuantity.Duration, "s"), (Measured.Exact(timeA.Mean), timeA), (Measured.Exact(timeB.Mean), timeB)));
    }

    private static Measured PhaseEnergy(MeterReport run, string path) => run.FindPhase(path) is { } phase
        ? phase.Energy.IsKnown ? Measured.Energy(run, phase.Devices.Where(each => each.Device.InTotal)) : Measured.Unknown(phase.Energy.Reason!)
        : Absent(path);

    private static Measured Absent(string path) => Measured.Unknown($"it has no phase {path}");

    private IEnumerable<string> Notes()
    {
        if (_a.Count == 1 || _b.Count == 1)
        {
            yield return "Single runs: intervals hold what the instruments leave open, at worst. How much runs vary is not in them; measure each side several times and compare the groups.";
        }

        if (_rows.Any(row => row.Method != ComparisonMethod.InstrumentBounds))
        {
            yield return "Repeats: intervals are Welch's t of the spread, widened by the sensors' scale errors. Edges fall differently in every run, so the spread holds them. Of many rows a few differ by chance.";
        }

        yield return SameMachine
            ? "Taken as one machine: a sensor's scale error is the same on both sides, so it scales a difference and cannot make one."
            : "Taken as different machines: each sensor may be off its own way, and the intervals hold both errors; GPUs of the same UUID share theirs.";
        if (_a.Concat(_b).SelectMany(run => run.Devices).Any(device => device.Energy.Method is MeasurementMethod.Estimated or MeasurementMethod.Attributed))
        {
            yield return "Some energy is by a model or a rule of attribution: how far that is off depends on the work, so its whole error counts on each side, on one machine too.";
        }
    }
}
