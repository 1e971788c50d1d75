using System.Text.Json.Serialization;
using AIMetering.Readings;

namespace AIMetering.Testing.Baselines;

/// <summary>What one operation used on one kind of machine.</summary>
internal sealed record Baseline
{
    public required string Name { get; init; }

    public required string Unit { get; init; }

    /// <summary>Machine, sensors and runtime in words; the fingerprint is made from it.</summary>
    public required string Machine { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>Joules; null where no sensor measured them.</summary>
    public BaselineFigure? Energy { get; init; }

    /// <summary>Seconds of CPU time.</summary>
    [JsonPropertyName("cpu_time")]
    public required BaselineFigure CpuTime { get; init; }

    public required string Method { get; init; }

    [JsonPropertyName("recorded_on")]
    public required DateOnly RecordedOn { get; init; }

    public static Baseline From(string name, WindowRunner runner)
    {
        Tally tally = runner.Tally;
        EnergyResult energy = tally.Result(runner.Confidence);
        bool measured = energy is { IsKnown: true, Method: not MeasurementMethod.Estimated }
            && !energy.Caveats.HasFlag(EnergyCaveats.ContainsEstimate) && tally.Energy.Mean > 0;
        return new()
        {
            Name = name,
            Unit = tally.Unit,
            Machine = Testing.Fingerprint.Describe(runner.Last, runner.IsDebug),
            Fingerprint = runner.Fingerprint,
            Energy = measured ? BaselineFigure.Of(tally.Energy, tally.EdgeJoules) : null,
            CpuTime = BaselineFigure.Of(tally.CpuTime, edge: 0),
            Method = energy.Method is { } method ? $"{method.ToString().ToLowerInvariant()}, {energy.Source}" : "none",
            RecordedOn = DateOnly.FromDateTime(runner.Last.StartedAt.UtcDateTime),
        };
    }
}

/// <summary>A mean per unit with what is needed to compare it.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Edge">What the sensors could not resolve, of one unit.</param>
/// <param name="Windows">How many independent windows it is worth; from 2.</param>
internal sealed record BaselineFigure(
    double Mean, [property: JsonPropertyName("standard_error")] double StandardError, double Edge, int Windows)
{
    [JsonIgnore]
    public bool IsSound => Mean >= 0 && double.IsFinite(Mean) && StandardError >= 0 && double.IsFinite(StandardError)
        && Edge >= 0 && double.IsFinite(Edge) && Windows >= 2;

    public static BaselineFigure Of(Estimate estimate, double edge) => new(estimate.Mean, estimate.StandardError, edge, (int)estimate.Independent);

    public double HalfWidth(double confidence) => Estimate.HalfWidth(StandardError, Windows, confidence);
}
