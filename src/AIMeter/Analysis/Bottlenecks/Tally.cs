using AIMetering.Readings;

namespace AIMetering.Analysis.Bottlenecks;

/// <summary>The values of a series in some time: of counters their rates.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Share">The share of them that counts by the rule's own test; 0 without one.</param>
internal readonly record struct Tally(int Count, double Mean, double Most, double Share)
{
    // A power of two costs no digit, and a million of the greatest numbers then add up without overflow.
    private const double Small = 1.0 / (1 << 20);

    public static Tally Of(SeriesReport series, Spans spans, Func<double, bool>? counts)
    {
        int length = Math.Min(series.ElapsedSeconds.Length, series.Values.Length);
        ReadOnlySpan<double> seconds = series.ElapsedSeconds.Span[..length], values = series.Values.Span[..length];
        bool isRate = series.Channel.Kind is ChannelKind.Counter or ChannelKind.EnergyCounter;
        (int count, int hits, double sum, double most) = (0, 0, 0, double.NegativeInfinity);
        foreach ((double from, double to) in spans.Parts)
        {
            // A rate belongs to the time before its read, so the first read of a stretch only opens it.
            for (int i = SamplePairs.FirstFrom(seconds, from) + (isRate ? 1 : 0); i < length && seconds[i] <= to; i++)
            {
                double value = isRate ? (values[i] - values[i - 1]) / (seconds[i] - seconds[i - 1]) : values[i];
                if (double.IsFinite(value) && (!isRate || value >= 0))
                {
                    count++;
                    sum += value * Small;
                    most = Math.Max(most, value);
                    hits += counts is not null && counts(value) ? 1 : 0;
                }
            }
        }

        return new(count, count == 0 ? 0 : sum / count / Small, most, count == 0 ? 0 : (double)hits / count);
    }
}
