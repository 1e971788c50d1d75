namespace AIMetering.Carbon;

/// <summary>What a joule of the computer causes at present, by what is known now: providers' words where they have said something, else the table.</summary>
internal static class PresentPrice
{
    public const string LocationBased = "location_based", Marginal = "marginal", MarketBased = "market_based";

    private static readonly (CarbonSignal Signal, string Name)[] Signals =
        [(CarbonSignal.Average, LocationBased), (CarbonSignal.MarginalOperating, Marginal), (CarbonSignal.MarketBased, MarketBased)];

    /// <summary>Tells the grams of each signal that has an intensity now, the site's overhead included.</summary>
    public static IReadOnlyList<(string Signal, double GramsPerJoule)> Of(CarbonSettings settings, IntensityMemory memory, DateTimeOffset now) =>
    [
        .. from each in Signals
           let known = Now(settings, each.Signal, memory, now)
           where known is not null
           select (each.Name, known.Value.GramsPerKilowattHour * settings.EffectivePue.Value / Energy.JoulesPerKilowattHour),
    ];

    private static CarbonIntensity? Now(CarbonSettings settings, CarbonSignal signal, IntensityMemory memory, DateTimeOffset now)
    {
        DateTimeOffset next = now.AddTicks(1);
        return IntensityAssembly.With(settings, signal, memory.Of(signal), now, next).Touching(now, next).FirstOrDefault()?.Intensity;
    }
}
