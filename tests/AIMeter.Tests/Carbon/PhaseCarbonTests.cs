using AIMetering.Carbon;
using AIMetering.Readings;
using AIMetering.Tests.Reports;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class PhaseCarbonTests
{
    private static readonly DateTimeOffset Noon = SampleCarbon.Noon;

    [Fact]
    public async Task A_repeated_phase_pays_for_its_runs_and_not_for_the_time_between()
    {
        MeterReport report = await Report();
        PhaseReport phase = Phase(2, (0, 1), (9, 10));
        Assert.Equal(phase.Energy.Energy!.Value.KilowattHours * 100, report.CarbonOf(phase)!.Value.Grams, 1e-9);
    }

    [Fact]
    public async Task Phases_that_share_the_run_out_add_up_to_it()
    {
        MeterReport report = await Report();
        double parts = report.CarbonOf(Phase(2, (0, 1), (9, 10)))!.Value.Grams + report.CarbonOf(Phase(1, (1, 9)))!.Value.Grams;
        Assert.Equal(report.Carbon!.Average.Mass!.Value.Grams, parts, 1e-6);
    }

    [Fact]
    public async Task Runs_that_are_not_listed_have_the_mean_of_the_time_after_the_last_one_listed()
    {
        // Two runs of half a minute are listed, three of an unknown time between minute 1 and the end are only counted.
        MeterReport report = await Report();
        PhaseReport phase = Phase(5, (0, 0.5), (0.5, 1)) with { Duration = TimeSpan.FromMinutes(4) };
        double rest = ((8 * 1000) + (1 * 100)) / 9.0;
        Assert.Equal(phase.Energy.Energy!.Value.KilowattHours * ((100 * 1) + (rest * 3)) / 4, report.CarbonOf(phase)!.Value.Grams, 1e-9);
    }

    // 2160 W for ten minutes; 100 g/kWh in the first and the last minute, 1000 between.
    private static async Task<MeterReport> Report()
    {
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(new() { Region = GridRegion.Parse("DE"), Providers = [new Valleys()] });
        await report.SettleCarbonAsync(TestContext.Current.CancellationToken);
        return report;
    }

    private static PhaseReport Phase(int count, params (double From, double To)[] minutes)
    {
        double seconds = 60 * minutes.Sum(run => run.To - run.From);
        EnergyResult energy = SampleReports.Known(600 * seconds, 0, MeasurementMethod.Counter, "powercap");
        return new()
        {
            Name = "decode",
            Path = "decode",
            Depth = 0,
            Count = count,
            FirstStart = TimeSpan.FromMinutes(minutes[0].From),
            Duration = TimeSpan.FromSeconds(seconds),
            MeanDuration = TimeSpan.FromSeconds(seconds / count),
            DurationDeviation = TimeSpan.Zero,
            Energy = energy,
            MeanEnergy = energy,
            Devices = [],
            Units = [],
            Runs = [.. minutes.Select(run => (TimeSpan.FromMinutes(run.From), TimeSpan.FromMinutes(run.To)))],
        };
    }

    private sealed class Valleys : ICarbonIntensityProvider
    {
        public string Name => "valleys";

        public Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new IntensityAnswer { Points = [Point(request, 0, 1, 100), Point(request, 1, 9, 1000), Point(request, 9, 10, 100)] });

        private static IntensityPoint Point(IntensityRequest request, int from, int to, double grams) => new()
        {
            From = Noon.AddMinutes(from),
            To = Noon.AddMinutes(to),
            Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
            Provenance = new() { Signal = request.Signal, Kind = IntensityKind.Historical, Provider = "valleys", Region = "DE", OriginalUnit = "g/kWh" },
        };
    }
}
