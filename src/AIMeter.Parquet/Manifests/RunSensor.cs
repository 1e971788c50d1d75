using System.Text.Json;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>What is known of a sensor, as a manifest keeps it: the bounds of a recovered run are made from it.</summary>
internal sealed record RunSensor(
    double JoulesPerCount,
    double? QuantumJoules,
    double? WrapsAtCounts,
    double RefreshPeriodSeconds,
    double? LongestRefreshPeriodSeconds,
    double? AveragingWindowSeconds,
    double RelativeGainError,
    double? MaxPowerWatts,
    string? Method)
{
    public static RunSensor? Of(SensorTraits? sensor) => sensor is null ? null : new(
        sensor.JoulesPerCount, sensor.QuantumJoules, sensor.WrapsAt, sensor.RefreshPeriod.TotalSeconds, sensor.LongestRefreshPeriod?.TotalSeconds,
        sensor.AveragingWindow?.TotalSeconds, sensor.GainError, sensor.MaxPowerWatts, sensor.Method is { } method ? Words.Of(method) : null);

    public SensorTraits Traits() => new()
    {
        JoulesPerCount = JoulesPerCount,
        QuantumJoules = QuantumJoules,
        WrapsAt = WrapsAtCounts,
        RefreshPeriod = Time(RefreshPeriodSeconds),
        LongestRefreshPeriod = Optional(LongestRefreshPeriodSeconds),
        AveragingWindow = Optional(AveragingWindowSeconds),
        GainError = RelativeGainError,
        MaxPowerWatts = MaxPowerWatts,
        Method = Method is null ? null : Words.Read<MeasurementMethod>(Method),
    };

    private static TimeSpan? Optional(double? seconds) => seconds is { } known ? Time(known) : null;

    // To the tick, as it was before it became seconds.
    private static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
}

/// <summary>The values of enumerations as the JSON form of the report has them, such as <c>gpu_slice</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <exception cref="InvalidDataException">There is no such word.</exception>
    public static T Read<T>(string word)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        throw new InvalidDataException($"'{word}' is no {typeof(T).Name}");
    }
}
