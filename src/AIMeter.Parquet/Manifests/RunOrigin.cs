using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>A source that was looked for, as a manifest keeps it.</summary>
internal sealed record RunSource(string Source, bool Ready, string? Reason, string? Remedy, string[] Devices)
{
    public static RunSource Of(SourceStatus status) =>
        new(status.Source, status.IsReady, status.Reason, status.Remedy, [.. status.Devices.Select(device => device.Id)]);

    /// <summary>The status again; of its devices those that the run knows.</summary>
    public SourceStatus Status(IReadOnlyDictionary<string, Device> devices) => Ready
        ? SourceStatus.Ready(Source, [.. Devices.Select(id => devices.GetValueOrDefault(id)).OfType<Device>()], Reason, Remedy)
        : SourceStatus.Unavailable(Source, Reason ?? "", Remedy);
}

/// <summary>What decides the grams, as far as a file can keep it: providers, embodied devices, water and prices are the program's.</summary>
internal sealed record RunCarbon(
    string? Region, double? Pue, string? PueSource, double? AverageGramsPerKilowattHour, double? MarginalGramsPerKilowattHour, double? MarketBasedGramsPerKilowattHour)
{
    public static RunCarbon? Of(CarbonSettings? settings) => settings is null ? null : new(
        settings.Region?.Code, settings.Pue?.Value, settings.Pue?.Source, settings.Average?.GramsPerKilowattHour,
        settings.Marginal?.GramsPerKilowattHour, settings.MarketBased?.GramsPerKilowattHour);

    /// <exception cref="ArgumentException">A figure is impossible.</exception>
    public CarbonSettings Settings() => new()
    {
        Region = Region is not null && GridRegion.TryParse(Region, out GridRegion? region) ? region : null,
        Pue = Pue is { } pue ? PowerUsageEffectiveness.Of(pue, PueSource) : null,
        Average = Intensity(AverageGramsPerKilowattHour),
        Marginal = Intensity(MarginalGramsPerKilowattHour),
        MarketBased = Intensity(MarketBasedGramsPerKilowattHour),
    };

    private static CarbonIntensity? Intensity(double? grams) => grams is { } known ? CarbonIntensity.FromGramsPerKilowattHour(known) : null;
}

/// <summary>An idle stretch that was measured.</summary>
internal sealed record RunIdle(double FromSeconds, double ToSeconds)
{
    public static RunIdle Of((TimeSpan Start, TimeSpan End) idle) => new(idle.Start.TotalSeconds, idle.End.TotalSeconds);

    public (TimeSpan Start, TimeSpan End) Times => (Time(FromSeconds), Time(ToSeconds));

    // To the tick, as it was before it became seconds.
    private static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
}
