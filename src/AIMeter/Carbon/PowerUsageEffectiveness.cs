using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>The ratio of a site's energy to the energy of its computers (PUE), and where the figure is from.</summary>
/// <remarks>It multiplies the energy of the computers once. Never give one for a wall meter of a whole site: it is in there
/// already. It is a yearly figure; on a hot day it can be 10 % higher.</remarks>
public sealed record PowerUsageEffectiveness
{
    private PowerUsageEffectiveness(double value, string source)
    {
        Value = value;
        Source = source;
    }

    /// <summary>Gets 1.0: a desktop, a laptop, or a machine whose site is left out of account.</summary>
    public static PowerUsageEffectiveness None { get; } = new(1, "none: no cooling or distribution of a site is counted");

    /// <summary>Gets 1.56, the survey average of data centres of 2024 (Uptime Institute): for a site whose own figure is
    /// unknown.</summary>
    public static PowerUsageEffectiveness AverageDataCentre { get; } = new(
        1.56, "survey average of data centres, Uptime Institute 2024");

    /// <summary>Gets the ratio, at least 1.</summary>
    public double Value { get; }

    /// <summary>Gets where the figure is from.</summary>
    public string Source { get; }

    /// <summary>A site's own figure.</summary>
    /// <param name="value">The ratio, at least 1 and finite.</param>
    /// <param name="source">Where it is from; null says "given by the user".</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or not finite: a site cannot use less than its
    /// computers.</exception>
    public static PowerUsageEffectiveness Of(double value, string? source = null) => double.IsFinite(value) && value >= 1
        ? new PowerUsageEffectiveness(value, source ?? "given by the user")
        : throw new ArgumentOutOfRangeException(nameof(value), value,
            "PUE is site energy over computer energy, so at least 1: give 1.0 where there is no site overhead.");

    /// <summary>What is published for a cloud region: its own figure, else its provider's fleet average; <see cref="None"/>
    /// elsewhere.</summary>
    public static PowerUsageEffectiveness For(GridRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.Cloud switch
        {
            null => None,
            { Pue: { } pue } cloud => new(pue, string.Create(CultureInfo.InvariantCulture, $"{cloud.PueSource} {cloud.PueYear}")),
            { Provider: "aws" } => new(1.15, "AWS fleet average 2023"),
            { Provider: "azure" } => new(1.18, "Microsoft fleet average"),
            _ => new(1.10, "Google fleet average"),
        };
    }

    /// <summary>The value and its source.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.00##} ({Source})");
}
