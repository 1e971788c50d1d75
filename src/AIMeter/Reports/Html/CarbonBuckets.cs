using AIMetering.Carbon;

namespace AIMetering.Reports.Html;

/// <summary>The carbon of a part of the run; a mass is null where none could be priced.</summary>
internal sealed record CarbonBucket(TimeSpan From, TimeSpan To, Energy Energy, CarbonMass? Average, CarbonMass? Marginal);

/// <summary>Cuts a run into equal parts and prices each by the intensities of its own time: the parts add up to the run.</summary>
internal static class CarbonBuckets
{
    private const int Most = 24;

    // Providers and the account of a run price by five minutes, so longer steps are multiples of it.
    private static readonly double[] Steps =
        [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

    public static IReadOnlyList<CarbonBucket> Of(MeterReport report)
    {
        if (report.Timeline is not { } energy || report.Carbon is not { } carbon || energy.Duration <= TimeSpan.Zero)
        {
            return [];
        }

        List<CarbonBucket> buckets = [];
        TimeSpan step = Step(energy.Duration);
        for (TimeSpan from = TimeSpan.Zero; from < energy.Duration; from += step)
        {
            TimeSpan to = from + step < energy.Duration ? from + step : energy.Duration;
            EnergyTimeline part = energy.Window(energy.Start + from, energy.Start + to);
            buckets.Add(new(from, to, part.Total, Price(report, carbon.Average, part), Price(report, carbon.Marginal, part)));
        }

        return buckets;
    }

    private static TimeSpan Step(TimeSpan whole)
    {
        double least = whole.TotalSeconds / Most;
        double step = Array.Find(Steps, each => each >= least);
        return TimeSpan.FromSeconds(step > 0 ? step : Math.Ceiling(least / Steps[^1]) * Steps[^1]);
    }

    // A report that was read from a file knows the mean intensity of the whole only: of all its energy, or the parts would add up to
    // more than the whole.
    private static CarbonMass? Price(MeterReport report, CarbonResult whole, EnergyTimeline part) =>
        whole is not { Mass: { } mass, Energy: { Joules: > 0 } energy } ? null
        : report.CarbonAccount is { } account ? account.PricePart(whole.Signal, part).Mass
        : CarbonMass.FromGrams(mass.Grams / energy.Joules * part.Total.Joules);
}
