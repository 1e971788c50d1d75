using System.Globalization;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Reads the lists of the Carbon Aware SDK's web API.</summary>
internal sealed class CarbonAwareSdkReader(Batch batch, IntensityProvenance template, DateTimeOffset now)
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(1);

    /// <summary>Adds the observed values: a list of location, time, rating and duration; nothing where there are none.</summary>
    public void ReadPast(JsonElement answer) => Add(
        Items(answer).Select(row => (row.Text("location"), row.Moment("time"), row.Number("rating"), Length(row))),
        isForecast: false);

    /// <summary>Adds the forecasts: a list of forecasts with a list of values and their minutes each.</summary>
    public void ReadForecast(JsonElement answer) => Add(
        Items(answer).SelectMany(forecast => forecast.RequiredItems("forecastData"))
            .Select(row => (row.Text("location"), row.Moment("timestamp"), row.Number("value"), Minutes(row))),
        isForecast: true);

    private static IEnumerable<JsonElement> Items(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Array => answer.EnumerateArray(),
        JsonValueKind.Null => [],
        _ => throw new ProviderFailureException(FailureKind.Malformed, "the answer is no list"),
    };

    private static TimeSpan? Length(JsonElement row) =>
        TimeSpan.TryParse(row.Text("duration"), CultureInfo.InvariantCulture, out TimeSpan length) ? length : null;

    private static TimeSpan? Minutes(JsonElement row) =>
        row.Number("duration") is { } minutes and > 0 && minutes <= LongestPeriod.TotalMinutes
            ? TimeSpan.FromMinutes(minutes)
            : null;

    private void Add(IEnumerable<(string? Location, DateTimeOffset? From, double? Grams, TimeSpan? Length)> rows, bool isForecast)
    {
        var all = rows.OrderBy(row => row.From).ToList();
        TimeSpan? step = Step(all.Select(row => row.From).OfType<DateTimeOffset>());
        foreach ((string? location, DateTimeOffset? start, double? value, TimeSpan? length) in all)
        {
            // Some sources behind the API lose the length of a value; then it holds for the step of the list.
            TimeSpan? period = length > TimeSpan.Zero && length <= LongestPeriod ? length : step;
            if (start is not { } from || value is not ({ } grams and >= 0 and <= 3000) || period is not { } holds)
            {
                batch.Dropped++;
                continue;
            }

            batch.Add(new IntensityPoint
            {
                From = from,
                To = from + holds,
                Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
                OriginalValue = grams,
                Provenance = template with { Region = location ?? template.Region, Kind = Kind(from + holds, isForecast) },
            });
        }
    }

    private IntensityKind Kind(DateTimeOffset to, bool isForecast) =>
        isForecast ? IntensityKind.Forecast : to > now ? IntensityKind.Live : IntensityKind.Historical;

    /// <summary>The shortest distance between two values in order; null where there are no two.</summary>
    private static TimeSpan? Step(IEnumerable<DateTimeOffset> times)
    {
        DateTimeOffset[] different = [.. times.Distinct()];
        TimeSpan[] steps = [.. different.Skip(1).Zip(different, (later, earlier) => later - earlier)];
        return steps.Length > 0 && steps.Min() is var shortest && shortest <= LongestPeriod ? shortest : null;
    }
}
