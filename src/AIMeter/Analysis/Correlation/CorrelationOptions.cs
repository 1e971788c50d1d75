using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Analysis;

/// <summary>What <see cref="MeterReport.Correlate"/> compares, and how finely.</summary>
public sealed record CorrelationOptions
{
    private const int FewestPoints = 16;
    private const int MostPoints = 1 << 20;
    private const int FewestSamples = 4;

    /// <summary>Gets the path of the phase to look into, such as <c>decode</c>; all its runs count.</summary>
    /// <value>Null takes the whole session.</value>
    public string? Phase { get; init; }

    /// <summary>Gets which series take part.</summary>
    /// <value>Null takes all. Series that hold bits or identifiers never do.</value>
    public Func<SeriesReport, bool>? Include { get; init; }

    /// <summary>Gets the id of the GPU, such as <c>gpu0</c>, whose series are compared with each other and with those of host, process and user.</summary>
    /// <value>Null compares the series of all devices.</value>
    public string? Device { get; init; }

    /// <summary>Gets the distance of the common points in time; each stands for the mean of its cell.</summary>
    /// <value>Null takes the sampling interval, or more where that would give more than <see cref="MaxPoints"/>.</value>
    public TimeSpan? Step { get; init; }

    /// <summary>Gets the most common points.</summary>
    /// <value>From 16 to 1,048,576. The default is 2048: a finer grid costs time and says little more, since neighbouring samples are alike.</value>
    public int MaxPoints { get; init; } = 2048;

    /// <summary>Gets the longest lag that is tried, in either direction.</summary>
    /// <value>Zero or more; zero tries none. Null takes eight steps. Never more than a quarter of the points.</value>
    public TimeSpan? MaxLag { get; init; }

    /// <summary>Gets how long a value counts where a series has no newer one.</summary>
    /// <value>Zero or more. Null takes three times the typical distance of the samples of each series, beyond which the core speaks of a gap.</value>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Gets the fewest common points of a pair; a pair with fewer is not reported.</summary>
    /// <value>Four or more. The default is 10.</value>
    public int MinSamples { get; init; } = 10;

    /// <summary>Gets how many pairs <see cref="CorrelationReport.Strongest"/> holds.</summary>
    /// <value>Zero or more. The default is 20.</value>
    public int Top { get; init; } = 20;

    internal void Validate()
    {
        Require(Step is null || Step > TimeSpan.Zero, nameof(Step), Step, "Give a positive time, or null.");
        Require(MaxPoints is >= FewestPoints and <= MostPoints, nameof(MaxPoints), MaxPoints, $"Give {FewestPoints} to {MostPoints}.");
        Require(MaxLag is null || MaxLag >= TimeSpan.Zero, nameof(MaxLag), MaxLag, "Give zero or a positive time, or null.");
        Require(MaxAge is null || MaxAge >= TimeSpan.Zero, nameof(MaxAge), MaxAge, "Give zero or a positive time, or null.");
        Require(MinSamples >= FewestSamples, nameof(MinSamples), MinSamples, $"Give {FewestSamples} or more.");
        Require(Top >= 0, nameof(Top), Top, "Give zero or more.");
    }

    internal bool Wants(SeriesReport series) => (Include?.Invoke(series) ?? true) && (Device is null || BelongsTo(series.Channel.Device));

    private bool BelongsTo(Device device) => device.Id == Device || device.PartOf == Device
        || device.Kind is DeviceKind.Host or DeviceKind.Process or DeviceKind.Container or DeviceKind.User;

    private static void Require(bool holds, string option, object? value, string remedy)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(option, value, string.Create(
                CultureInfo.InvariantCulture, $"{nameof(CorrelationOptions)}.{option} is {value}. {remedy}"));
        }
    }
}
