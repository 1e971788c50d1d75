namespace AIMetering.Analysis.Comparison;

/// <summary>Compares one quantity of two groups of runs.</summary>
/// <param name="options">The options.</param>
/// <param name="sameMachine">Whether a sensor of the same name is the same sensor.</param>
internal sealed class Contrast(ComparisonOptions options, bool sameMachine)
{
    public QuantityComparison Of(QuantityComparison row, IReadOnlyList<Measured> a, IReadOnlyList<Measured> b)
    {
        if (Trouble(a) is { } reasonA)
        {
            return row with { Reason = $"A: {reasonA}", B = Trouble(b) is null ? Side(b) : null };
        }

        if (Trouble(b) is { } reasonB)
        {
            return row with { Reason = $"B: {reasonB}", A = Side(a) };
        }

        row = row with { A = Side(a), B = Side(b) };
        return a.Count > 1 && b.Count > 1
            ? Repeated(row, Sampled(a), Sampled(b), Means(a), Means(b), ComparisonMethod.RepeatedRuns)
            : Single(row, Means(a), Means(b));
    }

    /// <summary>Compares means of which spread and count are known beforehand.</summary>
    public QuantityComparison Of(QuantityComparison row, (Measured Mean, Repeats Repeats) a, (Measured Mean, Repeats Repeats) b)
    {
        row = row with { A = Side([a.Mean]) with { Count = a.Repeats.Count, StandardDeviation = a.Repeats.Deviation }, B = Side([b.Mean]) with { Count = b.Repeats.Count, StandardDeviation = b.Repeats.Deviation } };
        return Repeated(row, a.Repeats, b.Repeats, Means([a.Mean]), Means([b.Mean]), ComparisonMethod.RepeatedPhases);
    }

    // A sum over other devices in one run than in the next is no repeat of it.
    private static string? Trouble(IReadOnlyList<Measured> runs)
    {
        if (runs.FirstOrDefault(run => run.Reason is not null) is { } unknown)
        {
            return unknown.Reason;
        }

        HashSet<string> first = [.. runs[0].Parts.Select(part => part.Sensor)];
        return runs.All(run => first.SetEquals(run.Parts.Select(part => part.Sensor))) ? null : "the runs were not measured by the same sensors";
    }

    private static Repeats Sampled(IReadOnlyList<Measured> runs) => Repeats.Of([.. runs.Select(run => run.Value)]);

    private static ComparedValue Side(IReadOnlyList<Measured> runs)
    {
        Dictionary<string, SensorShare> parts = Means(runs);
        Repeats sample = Sampled(runs);
        return new(
            sample.Mean, parts.Values.Sum(part => part.Low * part.Least), parts.Values.Sum(part => part.High * part.Most),
            runs.Count, runs.Count > 1 ? sample.Deviation : null);
    }

    private static Dictionary<string, SensorShare> Means(IReadOnlyList<Measured> runs) => runs
        .SelectMany(run => run.Parts).GroupBy(part => part.Sensor)
        .ToDictionary(group => group.Key, group => group.First() with
        {
            Value = group.Average(part => part.Value),
            Low = group.Average(part => part.Low),
            High = group.Average(part => part.High),
            Least = group.Min(part => part.Least),
            Most = group.Max(part => part.Most),
        });

    private QuantityComparison Single(QuantityComparison row, Dictionary<string, SensorShare> a, Dictionary<string, SensorShare> b)
    {
        (double low, double high) = (0, 0);
        foreach (string sensor in a.Keys.Union(b.Keys))
        {
            (double least, double most) = Difference(a.GetValueOrDefault(sensor), b.GetValueOrDefault(sensor), Shares(a, b, sensor));
            (low, high) = (low + least, high + most);
        }

        double difference = row.B!.Mean - row.A!.Mean;
        (low, high) = (Math.Min(low, difference), Math.Max(high, difference));
        return Judged(row, difference, low, high, a, b) with
        {
            Method = ComparisonMethod.InstrumentBounds,
            MinimumDetectable = Math.Max(high - difference, difference - low),
        };
    }

    // One scale for both: it scales the difference. Two scales: each may be off its own way.
    private static (double Low, double High) Difference(SensorShare a, SensorShare b, bool isShared)
    {
        if (!isShared)
        {
            return ((b.Low * b.Least) - (a.High * a.Most), (b.High * b.Most) - (a.Low * a.Least));
        }

        (double low, double high) = (b.Low - a.High, b.High - a.Low);
        (double least, double most) = (Math.Min(a.Least, b.Least), Math.Max(a.Most, b.Most));
        return (Math.Min(low * least, low * most), Math.Max(high * least, high * most));
    }

    // The spread of repeats holds what edges leave open, since these fall differently in every run. The scale error does not spread.
    private QuantityComparison Repeated(
        QuantityComparison row, Repeats sampleA, Repeats sampleB, Dictionary<string, SensorShare> a, Dictionary<string, SensorShare> b, ComparisonMethod method)
    {
        Welch welch = new(sampleA, sampleB);
        double margin = welch.Margin(options.Confidence), detectable = welch.Detectable(options.Confidence, options.Power);
        (double low, double high) = (welch.Difference - margin, welch.Difference + margin);
        if (CommonScale(a, b) is { } scale)
        {
            (low, high) = (Math.Min(low * scale.Least, low * scale.Most), Math.Max(high * scale.Least, high * scale.Most));
        }
        else
        {
            double open = Open(a, b);
            (low, high, detectable) = (low - open, high + open, detectable + open);
        }

        return Judged(row, welch.Difference, low, high, a, b) with
        {
            Method = method,
            Confidence = options.Confidence,
            PValue = welch.PValue,
            HedgesG = welch.HedgesG,
            MinimumDetectable = detectable,
        };
    }

    // Scales that both sides share, of parts that differ one way, scale the whole difference with its margin and cannot turn it around.
    private (double Least, double Most)? CommonScale(Dictionary<string, SensorShare> a, Dictionary<string, SensorShare> b)
    {
        string[] sensors = [.. a.Keys.Union(b.Keys)];
        if (sensors.Length == 0 || !sensors.All(sensor => Shares(a, b, sensor)))
        {
            return null;
        }

        double[] differences = [.. sensors.Select(sensor => b[sensor].Value - a[sensor].Value)];
        return differences.All(each => each >= 0) || differences.All(each => each <= 0)
            ? (sensors.Min(sensor => Math.Min(a[sensor].Least, b[sensor].Least)), sensors.Max(sensor => Math.Max(a[sensor].Most, b[sensor].Most)))
            : null;
    }

    // How far scales that are not shared, or that pull different ways, may move the difference.
    private double Open(Dictionary<string, SensorShare> a, Dictionary<string, SensorShare> b)
    {
        double open = 0;
        foreach (string sensor in a.Keys.Union(b.Keys))
        {
            (SensorShare one, SensorShare other) = (a.GetValueOrDefault(sensor), b.GetValueOrDefault(sensor));
            open += Shares(a, b, sensor)
                ? Math.Abs(other.Value - one.Value) * Math.Max(Off(one), Off(other))
                : (Math.Abs(one.Value) * Off(one)) + (Math.Abs(other.Value) * Off(other));
        }

        return open;
    }

    private static double Off(SensorShare part) => Math.Max(part.Most - 1, 1 - part.Least);

    private bool Shares(Dictionary<string, SensorShare> a, Dictionary<string, SensorShare> b, string sensor) =>
        a.TryGetValue(sensor, out SensorShare one) && b.TryGetValue(sensor, out SensorShare other) && !one.IsModel && !other.IsModel
        && (sameMachine || sensor.StartsWith("GPU-", StringComparison.Ordinal) || sensor.Length == 0);

    private QuantityComparison Judged(QuantityComparison row, double difference, double low, double high, Dictionary<string, SensorShare> a, Dictionary<string, SensorShare> b) => row with
    {
        Difference = difference,
        Low = low,
        High = high,
        SharesSensors = a.Keys.Union(b.Keys).All(sensor => Shares(a, b, sensor)),
        Verdict = low > 0 ? ComparisonVerdict.Higher : high < 0 ? ComparisonVerdict.Lower : ComparisonVerdict.NoDifferenceShown,
    };
}
