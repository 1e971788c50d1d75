using AIMetering.Analysis;
using AIMetering.Analysis.Comparison;
using AIMetering.Readings;
using AIMetering.Tests.Reports;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Analysis;

public sealed class ComparisonTests
{
    // Student's sleep data (1908), as R's documentation of t.test shows it: Welch's t −1.8608, df 17.776, p 0.07939.
    private static readonly double[] SleepA = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] SleepB = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    private static readonly MachineDescription Machine = new()
    {
        OperatingSystem = "Debian",
        Cpu = "EPYC",
        LogicalCpus = 64,
        MemoryBytes = 1L << 38,
        Runtime = ".NET 10",
        Architecture = "X64",
        AIMeterVersion = "0.1",
    };

    [Fact]
    public void Welchs_t_agrees_with_R_on_Students_sleep_data()
    {
        ReportComparison found = MeterReport.Compare([.. SleepA.Select(extra => Run(100, 10 + extra))], [.. SleepB.Select(extra => Run(100, 10 + extra))]);

        QuantityComparison time = found.Find("total", ComparedQuantity.Duration)!;
        Assert.Equal(1.58, time.Difference!.Value, 1e-9);
        Assert.Equal(-0.2054832, time.Low!.Value, 5e-7);
        Assert.Equal(3.3654832, time.High!.Value, 5e-7);
        Assert.Equal(0.07939, time.PValue!.Value, 5e-6);
        Assert.Equal(ComparisonVerdict.NoDifferenceShown, time.Verdict);
        Assert.Equal((10, 10, 0.95), (time.A!.Count, time.B!.Count, time.Confidence));

        Welch welch = new(Repeats.Of(SleepA), Repeats.Of(SleepB));
        Assert.Equal(17.776, welch.Degrees, 5e-4);
        // The exact correction for 18 degrees: Γ(9) / (√9 Γ(8.5)) with Γ(8.5) = 14034.4073.
        double pooled = Math.Sqrt((Math.Pow(1.789010, 2) + Math.Pow(2.002249, 2)) / 2);
        Assert.Equal(1.58 / pooled * 40320 / (3 * 14034.4073), time.HedgesG!.Value, 1e-5);
    }

    [Fact]
    public void The_smallest_difference_to_be_shown_is_found_about_as_often_as_promised()
    {
        Random random = new(5);
        double detectable = 0;
        int shown = 0;
        const int Trials = 400;
        double[] Draw(double mean) => [.. CorrelationTests.Noise(random.Next(), 6).Select(noise => mean + (0.3 * noise))];
        for (int trial = 0; trial < Trials; trial++)
        {
            detectable += Time(Draw(10), Draw(10)).MinimumDetectable!.Value / Trials;
        }

        for (int trial = 0; trial < Trials; trial++)
        {
            shown += Time(Draw(10), Draw(10 + detectable)).Verdict == ComparisonVerdict.Higher ? 1 : 0;
        }

        Assert.InRange(shown / (double)Trials, 0.7, 0.9);     // 80 %
    }

    [Fact]
    public void Equal_groups_differ_in_about_five_percent_of_all_cases()
    {
        Random random = new(6);
        int wrong = 0;
        const int Trials = 1000;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] a = [.. CorrelationTests.Noise(random.Next(), 5).Select(noise => 10 + (0.2 * noise))];
            double[] b = [.. CorrelationTests.Noise(random.Next(), 8).Select(noise => 10 + noise)];
            wrong += Time(a, b).Verdict != ComparisonVerdict.NoDifferenceShown ? 1 : 0;
        }

        Assert.InRange(wrong / (double)Trials, 0.03, 0.075);
    }

    [Fact]
    public void The_scale_error_of_one_sensor_cannot_make_a_difference_and_that_of_two_can()
    {
        // 1000 J and 1030 J by counters known to ±5 %, edges of ±1 J.
        MeterReport a = Run(1000, 10, edge: 1), b = Run(1030, 10, edge: 1);

        QuantityComparison same = Energy(MeterReport.Compare(a, b)), other = Energy(MeterReport.Compare(a, b, new() { SameMachine = false }));

        Assert.True(same.SharesSensors);
        Assert.Equal(ComparisonVerdict.Higher, same.Verdict);
        Assert.Equal((30 - 2) / 1.05, same.Low!.Value, 1e-6);
        Assert.Equal((30 + 2) / 0.95, same.High!.Value, 1e-6);
        Assert.Equal((null, null, ComparisonMethod.InstrumentBounds), (same.PValue, same.Confidence, same.Method));
        Assert.False(other.SharesSensors);
        Assert.Equal(ComparisonVerdict.NoDifferenceShown, other.Verdict);
        Assert.Equal((1029 / 1.05) - (1001 / 0.95), other.Low!.Value, 1e-6);
        Assert.Equal((1031 / 0.95) - (999 / 1.05), other.High!.Value, 1e-6);
    }

    [Fact]
    public void The_truth_lies_inside_the_interval_of_single_runs_whatever_the_sensors_are() =>
        Gen.Select(Gen.Double[10, 1000], Gen.Double[10, 1000], Gen.Double[0.95, 1.05], Gen.Double[0.95, 1.05], Gen.Double[-1, 1], Gen.Double[-1, 1])
            .Sample((trueA, trueB, scaleA, scaleB, edgeA, edgeB) =>
            {
                // A sensor shows scale times the truth, and its edges move up to 2 J from one window to the next.
                MeterReport Shown(double truth, double scale, double edge) => Run((truth * scale) + (2 * edge), 10, edge: 2);
                QuantityComparison one = Energy(MeterReport.Compare(Shown(trueA, scaleA, edgeA), Shown(trueB, scaleA, edgeB)));
                QuantityComparison two = Energy(MeterReport.Compare(Shown(trueA, scaleA, edgeA), Shown(trueB, scaleB, edgeB), new() { SameMachine = false }));

                Assert.InRange(trueB - trueA, one.Low!.Value - 1e-9, one.High!.Value + 1e-9);
                Assert.InRange(trueB - trueA, two.Low!.Value - 1e-9, two.High!.Value + 1e-9);

                // The same figures, not known to be of one sensor, leave more open.
                QuantityComparison apart = Energy(MeterReport.Compare(Shown(trueA, scaleA, edgeA), Shown(trueB, scaleA, edgeB), new() { SameMachine = false }));
                Assert.True(one.High - one.Low <= apart.High - apart.Low + 1e-9);
            });

    [Fact]
    public void Repeats_on_different_machines_add_both_scale_errors()
    {
        MeterReport[] a = [Run(1000, 10), Run(1002, 10), Run(998, 10)], b = [Run(1060, 10), Run(1061, 10), Run(1059, 10)];

        QuantityComparison same = Energy(MeterReport.Compare(a, b)), other = Energy(MeterReport.Compare(a, b, new() { SameMachine = false }));

        Assert.Equal(ComparisonVerdict.Higher, same.Verdict);
        Assert.True(same.PValue < 1e-4);
        Assert.Equal(ComparisonVerdict.NoDifferenceShown, other.Verdict);
        Assert.True(other.MinimumDetectable > 100);
    }

    [Fact]
    public void The_error_of_a_model_is_no_scale_that_both_sides_share()
    {
        // The model is off by up to 5 % in a way that depends on the work: 3 % between two kinds of work are within it, on one machine too.
        MeterReport Modelled(double joules) => Run(joules, 10, method: MeasurementMethod.Estimated);

        QuantityComparison single = Energy(MeterReport.Compare(Modelled(1000), Modelled(1030)));
        QuantityComparison repeated = Energy(MeterReport.Compare([Modelled(999), Modelled(1001)], [Modelled(1029), Modelled(1031)]));

        Assert.Equal((ComparisonVerdict.NoDifferenceShown, false), (single.Verdict, single.SharesSensors));
        Assert.Equal((ComparisonVerdict.NoDifferenceShown, false), (repeated.Verdict, repeated.SharesSensors));
        Assert.InRange(-20, single.Low!.Value, single.High!.Value);     // the truth may be 1000 · 1.05 and 1030
        Assert.InRange(-20, repeated.Low!.Value, repeated.High!.Value);
        Assert.Contains("a model", MeterReport.Compare(Modelled(1000), Modelled(1030)).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_interval_of_repeats_by_one_sensor_is_that_of_its_spread_times_what_its_scale_may_be()
    {
        MeterReport[] a = [Run(1000, 10), Run(1002, 10), Run(998, 10)], b = [Run(1060, 10), Run(1061, 10), Run(1059, 10)];

        QuantityComparison row = Energy(MeterReport.Compare(a, b));

        Welch welch = new(new(1000, 2, 3), new(1060, 1, 3));
        double margin = welch.Margin(0.95);
        Assert.Equal((60 - margin) / 1.05, row.Low!.Value, 1e-6);
        Assert.Equal((60 + margin) / 0.95, row.High!.Value, 1e-6);
        Assert.Equal(row.PValue < 0.05, row.Verdict == ComparisonVerdict.Higher);
    }

    [Fact]
    public void Devices_phases_units_power_and_throughput_each_have_a_row()
    {
        MeterReport Make(double joules, double tokens) => Run(joules, 10, phases: [Phase("decode", joules / 2, 4, 1, null, tokens)], tokens: tokens);
        ReportComparison found = MeterReport.Compare(Make(1000, 100), Make(900, 120));

        Assert.Equal(-100, found.Find("cpu0", ComparedQuantity.Energy)!.Difference!.Value, 1e-9);
        Assert.Equal(-10, found.Find("total", ComparedQuantity.Power)!.Difference!.Value, 1e-9);
        Assert.Equal(-50, found.Find("phase decode", ComparedQuantity.Energy)!.Difference!.Value, 1e-9);
        Assert.Equal(7.5 - 10, found.Find("tokens", ComparedQuantity.EnergyPerUnit)!.Difference!.Value, 1e-9);
        Assert.Equal("J/token", found.Find("tokens", ComparedQuantity.EnergyPerUnit)!.Unit);
        Assert.Equal(2, found.Find("tokens", ComparedQuantity.Throughput)!.Difference!.Value, 1e-9);
        Assert.Equal(30 - 25, found.Find("phase decode: tokens", ComparedQuantity.Throughput)!.Difference!.Value, 1e-9);
        Assert.Equal(-0.1, found.Find("total", ComparedQuantity.Energy)!.Relative!.Value, 1e-9);
    }

    [Fact]
    public void A_phase_that_ran_several_times_is_repeated_as_it_stands()
    {
        MeterReport a = Run(1000, 10, phases: [Phase("step", 500, 5, 10, 1)]), b = Run(1000, 10, phases: [Phase("step", 600, 5, 10, 1)]);

        QuantityComparison row = MeterReport.Compare(a, b).Find("phase step, one run", ComparedQuantity.Energy)!;

        Assert.Equal(ComparisonMethod.RepeatedPhases, row.Method);
        Assert.Equal((10, 1.0, 50.0), (row.A!.Count, row.A.StandardDeviation, Math.Round(row.A.Mean, 9)));
        Assert.Equal(10, row.Difference!.Value, 1e-9);
        Assert.Equal(ComparisonVerdict.Higher, row.Verdict);
        Assert.True(row.HedgesG > 8);
    }

    [Fact]
    public void What_one_side_lacks_is_unknown_with_its_reason_and_never_zero()
    {
        MeterReport a = Run(1000, 10, tokens: 10), b = Run(1000, 10, phases: [Phase("decode", 10, 1, 1, null)]), blind = SampleReports.Blind();

        QuantityComparison phase = MeterReport.Compare(a, b).Find("phase decode", ComparedQuantity.Energy)!;
        Assert.Equal((ComparisonVerdict.Unknown, "A: it has no phase decode", null), (phase.Verdict, phase.Reason, phase.Difference));
        Assert.NotNull(phase.B);
        Assert.Equal("B: no tokens were counted", MeterReport.Compare(a, b).Find("tokens", ComparedQuantity.EnergyPerUnit)!.Reason);
        Assert.Equal("B: nothing was measured", Energy(MeterReport.Compare(a, blind)).Reason);
        Assert.Equal("A: the runs were not measured by the same sensors", Energy(MeterReport.Compare([a, Run(5, 10, device: Runs.Gpu)], [a])).Reason);
    }

    [Fact]
    public void What_else_differs_is_told()
    {
        MeterReport a = Run(1000, 10), b = Run(1000, 10, machine: Machine with { Runtime = ".NET 11" }, method: MeasurementMethod.Integrated);

        ReportComparison found = MeterReport.Compare(a, b);

        Assert.Contains("Different runtimes: .NET 10; .NET 11.", found.Warnings);
        Assert.Contains("Different methods: cpu0 by counter; cpu0 by integrated.", found.Warnings);
        Assert.DoesNotContain(found.Warnings, warning => warning.Contains("processors", StringComparison.Ordinal));
        Assert.Contains(MeterReport.Compare(a, SampleReports.Full()).Warnings, warning => warning.StartsWith("B (llama-2-7b chat): 1 gap", StringComparison.Ordinal));
        Assert.Empty(MeterReport.Compare(a, a).Warnings);
    }

    [Fact]
    public void A_report_compared_with_itself_shows_no_difference_anywhere()
    {
        MeterReport full = SampleReports.Full();

        ReportComparison found = MeterReport.Compare(full, full);

        Assert.NotEmpty(found.Rows);
        Assert.All(found.Rows, row => Assert.True(row.Verdict is ComparisonVerdict.NoDifferenceShown or ComparisonVerdict.Unknown, row.Subject));
        Assert.All(found.Rows.Where(row => row.Reason is null), row => Assert.Equal(0, row.Difference!.Value, 1e-9));
        Assert.Contains("none shown", found.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_read_from_files_are_compared_as_those_in_memory()
    {
        MeterReport full = SampleReports.Full(), read = MeterReport.FromJson(full.ToJson());

        Assert.Equal(MeterReport.Compare(full, full).ToText(), MeterReport.Compare(full, read).ToText());
    }

    [Fact]
    public void Carbon_follows_the_sensors_of_the_energy()
    {
        AIMetering.Carbon.CarbonSettings settings = new() { Region = AIMetering.Carbon.GridRegion.Parse("FR") };
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(settings);

        QuantityComparison row = MeterReport.Compare(report, report).Find("total", ComparedQuantity.Carbon)!;

        // The report names no devices, so only the limits of the grams are known: ±5 %, as of their energy.
        double grams = report.Carbon!.Average.Mass!.Value.Grams;
        Assert.Equal(grams, row.A!.Mean, 1e-9);
        Assert.Equal(0.95 * grams, row.A.Low, 1e-9);
        Assert.Equal(ComparisonVerdict.NoDifferenceShown, row.Verdict);
        Assert.Null(MeterReport.Compare([report, report], [report, report]).Find("total", ComparedQuantity.Carbon)!.Reason);
    }

    [Fact]
    public void The_text_says_method_and_single_runs()
    {
        string single = MeterReport.Compare(Run(1000, 10), Run(1200, 10)).ToText();
        string repeated = MeterReport.Compare([Run(1000, 10), Run(1001, 10)], [Run(1200, 10), Run(1201, 10)]).ToText(new() { Ascii = true });

        Assert.Contains("Single runs:", single, StringComparison.Ordinal);
        Assert.Contains("higher", single, StringComparison.Ordinal);
        Assert.Contains("+20.0 %", single, StringComparison.Ordinal);
        Assert.Contains("n 2 and 2, 95", repeated, StringComparison.Ordinal);
        Assert.All(single.Split('\n'), line => Assert.True(line.Length <= 100));
        Assert.All(repeated, letter => Assert.True(char.IsAscii(letter)));
    }

    [Fact]
    public void Hostile_reports_give_an_answer_not_an_exception()
    {
        MeterReport[] hostile = [SampleReports.Blind(), SampleReports.Full(), Run(0, 0), Run(1e300, 1e6), Run(1e-300, 1e-3)];
        foreach (MeterReport a in hostile)
        {
            foreach (MeterReport b in hostile)
            {
                Assert.NotEmpty(MeterReport.Compare(a, b).ToText());
                Assert.NotEmpty(MeterReport.Compare([a, a, b], [b, b]).ToText());
            }
        }
    }

    [Fact]
    public void Wrong_options_and_empty_sides_are_named()
    {
        MeterReport run = Run(1, 1);

        Assert.Contains("Confidence is 95", Assert.ThrowsAny<ArgumentException>(() => MeterReport.Compare(run, run, new() { Confidence = 95 })).Message, StringComparison.Ordinal);
        Assert.Contains("at least one report", Assert.ThrowsAny<ArgumentException>(() => MeterReport.Compare([], [run])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => MeterReport.Compare(run, (MeterReport)null!));
    }

    private static QuantityComparison Time(double[] a, double[] b) => MeterReport
        .Compare([.. a.Select(seconds => Run(100, seconds))], [.. b.Select(seconds => Run(100, seconds))]).Find("total", ComparedQuantity.Duration)!;

    private static QuantityComparison Energy(ReportComparison comparison) => comparison.Find("total", ComparedQuantity.Energy)!;

    /// <summary>A run of one sensor known to ±5 %, whose edges leave so many joules open.</summary>
    private static MeterReport Run(
        double joules, double seconds, double edge = 0, MachineDescription? machine = null, MeasurementMethod method = MeasurementMethod.Counter,
        PhaseReport[]? phases = null, double tokens = 0, Device? device = null)
    {
        EnergyResult energy = Shown(joules, edge, method);
        return new()
        {
            Name = "run",
            RunId = "0123456789abcdef",
            StartedAt = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            Duration = TimeSpan.FromSeconds(seconds),
            SamplingInterval = TimeSpan.FromMilliseconds(100),
            Energy = energy,
            MeasuredEnergy = energy,
            Devices = [Runs.Report(device ?? Runs.Cpu, energy)],
            Phases = phases ?? [],
            Units = tokens > 0 ? [new("tokens", tokens, energy.Per(tokens))] : [],
            Series = [],
            Sources = [],
            Quality = new(),
            Overhead = new(),
            Notes = [],
            Machine = machine ?? Machine,
        };
    }

    private static EnergyResult Shown(double joules, double edge, MeasurementMethod method = MeasurementMethod.Counter) =>
        SampleReports.Between(joules, Math.Max(0, joules - edge) / 1.05, (joules + edge) / 0.95, method, "made");

    private static PhaseReport Phase(string name, double joules, double seconds, int count, double? deviation, double tokens = 0) => Runs.Phase(name, (0, seconds)) with
    {
        Count = count,
        Duration = TimeSpan.FromSeconds(seconds),
        MeanDuration = TimeSpan.FromSeconds(seconds / count),
        Energy = Shown(joules, 0),
        MeanEnergy = Shown(joules / count, 0),
        EnergyDeviation = deviation is { } spread ? AIMetering.Energy.FromJoules(spread) : null,
        Devices = [(Runs.Cpu, Shown(joules, 0))],
        Units = tokens > 0 ? [new("tokens", tokens, Shown(joules, 0).Per(tokens))] : [],
    };
}
