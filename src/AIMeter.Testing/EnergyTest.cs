using System.Globalization;
using AIMetering.Readings;
using AIMetering.Testing.Baselines;

namespace AIMetering.Testing;

/// <summary>Measures, judges and tells: what stands behind every assertion.</summary>
internal static class EnergyTest
{
    // A baseline is looked at for months: its own spread should be well below what a regression may be.
    private const double BaselineSharpness = 0.25;

    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly AsyncLocal<bool> IsMeasuring = new();

    public static async ValueTask<EnergyMeasurement> BudgetAsync(
        Energy budget, Work work, string unit, EnergyTestOptions? options, string? what, string assertion, bool inline = false)
    {
        Check(budget);
        options = Checked(options);
        WindowRunner runner = new(work, unit, options);
        await InTurnAsync(options, inline, () => runner.MeasureAsync((tally, confidence) => Judge.Budget(tally, confidence, budget, options.AcceptPartial, runner.OwnShare).IsFinal)).ConfigureAwait(false);
        (EnergyVerdict verdict, string? reason, _) = Judge.Budget(runner.Tally, runner.Confidence, budget, options.AcceptPartial, runner.OwnShare);
        EnergyMeasurement measurement = Measurement(runner, what, verdict, reason);
        return Outcome.Tell(measurement, $"EnergyAssert.{assertion}", Words.Budget(budget, unit), measurement.Energy.IsKnown ? options.Undecided : options.NoSensor);
    }

    /// <summary>Measures without asking for anything, until the spread is small beside the tolerance.</summary>
    public static async ValueTask<EnergyMeasurement> MeasureAsync(Work work, string unit, EnergyTestOptions? options, string? what, bool inline = false)
    {
        options = Checked(options);
        WindowRunner runner = new(work, unit, options);
        await InTurnAsync(options, inline, () => runner.MeasureAsync((tally, confidence) => IsSharp(tally, confidence, options.Tolerance))).ConfigureAwait(false);
        return Measurement(runner, what, EnergyVerdict.Undecided, runner.Tally.Unknown is { } unknown ? $"the energy is not known: {unknown}" : null);
    }

    public static void Budget(Energy budget, EnergyResult measured, EnergyTestOptions? options, string? what)
    {
        Check(budget);
        options = Checked(options);
        (EnergyVerdict verdict, string? reason) = Judge.Budget(measured, budget, options.AcceptPartial);
        EnergyMeasurement measurement = new()
        {
            What = what ?? "the energy",
            Unit = "",
            Verdict = verdict,
            Reason = reason,
            Energy = measured,
            Windows = 1,
            RunsPerWindow = 1,
            Sources = [],
        };
        Outcome.Tell(measurement, "EnergyAssert.MeasuredAtMost", Words.Budget(budget, ""), measured.IsKnown ? options.Undecided : options.NoSensor);
    }

    public static async ValueTask<EnergyMeasurement> RegressionAsync(
        string name, Work work, string unit, EnergyTestOptions? options, string? what, string caller, bool inline = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        options = Checked(options);
        BaselineFile file = BaselineFile.At(options.BaselineFile, caller);
        IReadOnlyList<Baseline> known = file.Find(name, unit);
        WindowRunner runner = new(work, unit, options);
        Baseline? baseline = null;
        await InTurnAsync(options, inline, () => runner.MeasureAsync((tally, confidence) =>
        {
            string machine = runner.Fingerprint;
            baseline = known.FirstOrDefault(each => each.Fingerprint == machine);
            return options.UpdateBaseline ? IsSharp(tally, confidence, options.Tolerance)
                : baseline is null || Judge.Regression(tally, baseline, confidence, options.Tolerance, runner.OwnShare).Verdict != EnergyVerdict.Undecided;
        })).ConfigureAwait(false);

        baseline ??= known.FirstOrDefault(each => each.Fingerprint == runner.Fingerprint);
        if (options.UpdateBaseline)
        {
            file.Write(Baseline.From(name, runner));
            return Measurement(runner, what, EnergyVerdict.Within, null);
        }

        return baseline is null ? WithoutBaseline(name, runner, file, options, what) : Against(baseline, runner, options, what);
    }

    private static EnergyMeasurement Against(Baseline baseline, WindowRunner runner, EnergyTestOptions options, string? what)
    {
        Comparison comparison = Judge.Regression(runner.Tally, baseline, runner.Confidence, options.Tolerance, runner.OwnShare);
        string? reason = comparison.Verdict != EnergyVerdict.Undecided ? null
            : double.IsNaN(comparison.Ratio) ? "no CPU time was seen, then or now, and CPU time would stand in"
            : comparison.IsCrowded ? Judge.Crowded
            : "the allowed increase lies within the limits of what was measured";
        return Outcome.Tell(
            Measurement(runner, what, comparison.Verdict, reason), "EnergyAssert.NoRegression",
            Words.Against(baseline, comparison, options.Tolerance), options.Undecided);
    }

    private static EnergyMeasurement WithoutBaseline(string name, WindowRunner runner, BaselineFile file, EnergyTestOptions options, string? what)
    {
        string reason = $"there is no baseline '{name}' for this machine ({Fingerprint.Describe(runner.Last, runner.IsDebug)}) in {file.Name}; " +
            "run the test once with AIMETER_UPDATE_BASELINES=1 and commit the file";
        return Outcome.Tell(
            Measurement(runner, what, EnergyVerdict.Undecided, reason), "EnergyAssert.NoRegression",
            "  Baseline:  none for this machine", options.NoBaseline);
    }

    private static bool IsSharp(Tally tally, double confidence, double tolerance)
    {
        Estimate figure = tally.Unknown is null ? tally.Energy : tally.CpuTime;
        return figure.HalfWidth(confidence) <= tolerance * BaselineSharpness * figure.Mean;
    }

    private static EnergyMeasurement Measurement(WindowRunner runner, string? what, EnergyVerdict verdict, string? reason)
    {
        Tally tally = runner.Tally;
        return new()
        {
            What = what ?? "the code",
            Unit = tally.Unit,
            Verdict = verdict,
            Reason = reason,
            Energy = tally.Result(runner.Confidence),
            Confidence = runner.Confidence,
            StandardDeviation = tally.Unknown is null ? Energy.FromJoules(tally.Energy.Deviation) : null,
            CpuTime = TimeSpan.FromSeconds(tally.CpuTime.Mean),
            Windows = tally.Count,
            RunsPerWindow = runner.RunsPerWindow,
            Duration = TimeSpan.FromSeconds(tally.Seconds),
            OtherCpus = runner.Neighbours?.Cpus,
            Machine = runner.Last.Machine,
            Sources = runner.Last.Sources,
        };
    }

    // A sensor sees the whole device: two assertions at once would each be billed for both. Synchronous code may depend on its thread,
    // which waits itself then.
    private static async ValueTask InTurnAsync(EnergyTestOptions options, bool inline, Func<ValueTask> measure)
    {
        if (IsMeasuring.Value)
        {
            throw new InvalidOperationException("The measured code asserts on energy itself. Take the inner assertion out: its windows would wait for the outer one for ever.");
        }

        if (inline)
        {
            Turn.Wait(options.CancellationToken);
        }
        else
        {
            await Turn.WaitAsync(options.CancellationToken).ConfigureAwait(false);
        }

        try
        {
            IsMeasuring.Value = true;
            await measure().ConfigureAwait(false);
        }
        finally
        {
            IsMeasuring.Value = false;
            Turn.Release();
        }
    }

    private static void Check(Energy budget)
    {
        if (!(budget.Joules > 0) || double.IsInfinity(budget.Joules))
        {
            throw new ArgumentOutOfRangeException(nameof(budget), budget.Joules.ToString(CultureInfo.InvariantCulture), "A budget is a finite energy above zero, such as Energy.FromJoules(5).");
        }
    }

    private static EnergyTestOptions Checked(EnergyTestOptions? options)
    {
        options ??= new();
        options.Validate();
        return options;
    }
}
