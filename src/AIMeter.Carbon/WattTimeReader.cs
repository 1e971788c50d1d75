using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Reads the lists of WattTime v3, of one region and signal.</summary>
internal sealed class WattTimeReader(
    Batch batch, IntensityProvenance template, string signal, DateTimeOffset now, Func<string, string> quote)
{
    private const string Unit = "lbs_co2_per_mwh";
    private const double LongestPeriodSeconds = 86_400;

    /// <summary>Gets the region all values must be of.</summary>
    public string Region => template.Region;

    /// <summary>Gets the signal all values must be of.</summary>
    public string Signal => signal;

    /// <summary>Adds the values of an answer to the batch.</summary>
    /// <exception cref="ProviderFailureException">It is of another region, signal or unit, or has no list.</exception>
    public void Read(JsonElement answer, IntensityKind kind)
    {
        JsonElement? meta = answer.Member("meta");
        Check("region", meta?.Text("region"), Region);
        Check("signal", meta?.Text("signal_type"), signal);
        if (meta?.Text("units") is { } unit && unit != Unit)
        {
            throw new ProviderFailureException(
                FailureKind.Malformed, $"the unit '{quote(unit)}' is not understood, only {Unit}");
        }

        IntensityProvenance provenance = template with
        {
            Kind = kind,
            Vintage = meta?.Member("model")?.Text("date"),
            RetrievedAt = now,
        };
        TimeSpan period = Period(meta);
        foreach (JsonElement row in answer.RequiredItems("data"))
        {
            Add(row, period, provenance);
        }
    }

    private void Check(string what, string? answered, string asked)
    {
        if (answered is not null && !string.Equals(answered, asked, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProviderFailureException(
                FailureKind.Malformed, $"asked for the {what} {asked}, answered for '{quote(answered)}': not used");
        }
    }

    private TimeSpan Period(JsonElement? meta) =>
        meta?.Number("data_point_period_seconds") is { } seconds and > 0 and <= LongestPeriodSeconds
            ? TimeSpan.FromSeconds(seconds)
            : template.Signal == CarbonSignal.Average ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(5);

    private void Add(JsonElement row, TimeSpan period, IntensityProvenance provenance)
    {
        if (row.Moment("point_time") is not { } from || row.Number("value") is not { } pounds || !IsPossible(pounds))
        {
            batch.Dropped++;
            return;
        }

        bool isImputed = row.Flag("imputed_data_used") == true;
        batch.Add(new IntensityPoint
        {
            From = from,
            To = from + period,
            Intensity = CarbonIntensity.FromPoundsPerMegawattHour(pounds),
            OriginalValue = pounds,
            Provenance = isImputed ? provenance with { Kind = IntensityKind.Imputed } : provenance,
        });
    }

    private static bool IsPossible(double pounds) => double.IsFinite(pounds) && pounds >= 0
        && CarbonIntensity.FromPoundsPerMegawattHour(pounds).GramsPerKilowattHour <= 3000;
}
