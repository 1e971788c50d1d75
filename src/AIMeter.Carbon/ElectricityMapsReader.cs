using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Reads the answers of Electricity Maps v3, of one place.</summary>
internal sealed class ElectricityMapsReader(
    Batch batch,
    GridRegion region,
    bool isAskedByZone,
    IntensityProvenance template,
    DateTimeOffset now,
    Func<string, string> quote)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Adds the values of an answer to the batch.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="list">The member that holds the values; null when the answer is one value.</param>
    /// <exception cref="ProviderFailureException">It is of another zone, or has no list.</exception>
    public void Read(JsonElement answer, string? list)
    {
        IntensityProvenance provenance = Provenance(answer.Text("zone"));
        foreach (JsonElement row in list is null ? [answer] : answer.RequiredItems(list))
        {
            Add(row, answer, list == "forecast", provenance);
        }
    }

    private void Add(JsonElement row, JsonElement answer, bool isForecast, IntensityProvenance provenance)
    {
        if (row.Moment("datetime") is not { } from || row.Number("carbonIntensity") is not ({ } grams and >= 0 and <= 3000))
        {
            batch.Dropped++;
            return;
        }

        DateTimeOffset to = from + Period(row.Text("temporalGranularity") ?? answer.Text("temporalGranularity"));
        batch.Add(new IntensityPoint
        {
            From = from,
            To = to,
            Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
            OriginalValue = grams,
            Provenance = provenance with { Kind = Kind(row, to, isForecast) },
        });
    }

    private IntensityKind Kind(JsonElement row, DateTimeOffset to, bool isForecast) => isForecast ? IntensityKind.Forecast
        : row.Flag("isEstimated") == true ? IntensityKind.Estimated
        : to > now ? IntensityKind.Live
        : IntensityKind.Historical;

    /// <summary>The papers of values of the answered zone, which must be the one asked for, or fit the point asked for.</summary>
    private IntensityProvenance Provenance(string? zone)
    {
        IntensityProvenance here = template with { RetrievedAt = now, Region = zone is null ? template.Region : quote(zone) };
        string? wanted = isAskedByZone ? region.ElectricityMapsZone : region.CountryCode;
        string? answered = isAskedByZone ? zone : zone?.Split('-')[0];
        if (wanted is not null && string.Equals(answered, wanted, StringComparison.OrdinalIgnoreCase))
        {
            return here;
        }

        return !isAskedByZone && answered is not null && Border.IsNear(region, answered)
            ? here with
            {
                Note = $"the point lies in {quote(zone!)} for Electricity Maps and in {region.CountryCode} for the embedded "
                    + "raster: it is near the border",
            }
            : throw new ProviderFailureException(FailureKind.Malformed,
                $"asked for {(isAskedByZone ? wanted : region.Code)}, answered for '{quote(zone ?? "no zone")}': not used");
    }

    private static TimeSpan Period(string? granularity) => granularity switch
    {
        "5_minutes" => TimeSpan.FromMinutes(5),
        "15_minutes" => TimeSpan.FromMinutes(15),
        _ => Hour,
    };
}
