using System.Globalization;

namespace AIMetering.Carbon.Providers;

/// <summary>ISO 8601 in UTC, as the services want it: the zone is always sent, and as Z, so that no + needs escaping.</summary>
internal static class Iso
{
    public static string Seconds(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Minutes(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);

    /// <summary>The last whole period at or before a moment, counted from midnight UTC.</summary>
    public static DateTimeOffset Floor(DateTimeOffset moment, TimeSpan period) =>
        new(moment.UtcTicks / period.Ticks * period.Ticks, TimeSpan.Zero);

    /// <summary>Degrees for a query: a decimal point in every culture, two decimals for privacy.</summary>
    public static string Degrees(double degrees) => degrees.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Cuts a time into pieces no longer than a service accepts.</summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Pieces(
        DateTimeOffset from, DateTimeOffset to, TimeSpan longest)
    {
        for (DateTimeOffset at = from; at < to; at += longest)
        {
            yield return (at, at + longest < to ? at + longest : to);
        }
    }
}
