using AIMetering.Carbon;

namespace AIMetering.Reports.Json;

/// <summary>What lies beyond the grams of the energy, to its JSON document and back.</summary>
internal static class FootprintJson
{
    public static EmbodiedDocument Write(EmbodiedShare share) => new(
        share.Of.Device, share.Of.Total.Grams, share.Of.TotalLow?.Grams, share.Of.TotalHigh?.Grams, share.Of.Lifetime.TotalSeconds,
        share.Of.Fraction, share.Of.Source, share.Reserved.TotalSeconds, share.Mass.Grams, share.Low?.Grams, share.High?.Grams);

    public static EmbodiedShare Read(EmbodiedDocument share) => new(
        new EmbodiedCarbon
        {
            Device = share.Device,
            Total = CarbonMass.FromGrams(share.DeviceGrams),
            TotalLow = Mass(share.DeviceLowGrams),
            TotalHigh = Mass(share.DeviceHighGrams),
            Lifetime = DocumentReader.Time(share.LifetimeSeconds),
            Fraction = share.Fraction,
            Source = share.Source,
        },
        DocumentReader.Time(share.ReservedSeconds), CarbonMass.FromGrams(share.MassGrams), Mass(share.LowGrams), Mass(share.HighGrams));

    public static WaterDocument? Write(WaterUse? water) => water is null ? null : new(
        water.Wue.LitresPerKilowattHour, water.Wue.Source, water.Litres, water.LowLitres, water.HighLitres);

    public static WaterUse? Read(WaterDocument? water) => water is null ? null : new()
    {
        Wue = WaterUsageEffectiveness.Of(water.LitresPerKilowattHour, water.Source),
        Litres = water.WaterLitres,
        LowLitres = water.LowLitres,
        HighLitres = water.HighLitres,
    };

    public static CostDocument? Write(ElectricityCost? cost) => cost is null ? null : new(
        cost.Tariff.PricePerKilowattHour, cost.Tariff.Currency, cost.Tariff.IncludesSite, cost.Pue?.Value, cost.Pue?.Source,
        cost.Amount, cost.LowAmount, cost.HighAmount);

    public static ElectricityCost? Read(CostDocument? cost) => cost is null ? null : new()
    {
        Tariff = new(cost.PricePerKilowattHour, cost.Currency) { IncludesSite = cost.IncludesSite },
        Pue = cost.Pue is { } pue ? PowerUsageEffectiveness.Of(pue, cost.PueSource) : null,
        Amount = cost.Amount,
        LowAmount = cost.LowAmount,
        HighAmount = cost.HighAmount,
    };

    public static ScoreDocument Write(SoftwareCarbonIntensity score) => new(
        score.Unit, score.Units, score.GramsPerUnit, score.LowGramsPerUnit, score.HighGramsPerUnit, score.Operational?.Grams,
        score.Embodied?.Grams, score.Basis, score.Reason);

    public static SoftwareCarbonIntensity Read(ScoreDocument score) => new()
    {
        Unit = score.Unit,
        Units = score.Count,
        GramsPerUnit = score.GramsPerUnit,
        LowGramsPerUnit = score.LowGramsPerUnit,
        HighGramsPerUnit = score.HighGramsPerUnit,
        Operational = Mass(score.OperationalGrams),
        Embodied = Mass(score.EmbodiedGrams),
        Basis = score.Basis,
        Reason = score.Reason,
    };

    private static CarbonMass? Mass(double? grams) => grams is { } known ? CarbonMass.FromGrams(known) : null;
}
