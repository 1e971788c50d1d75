namespace AIMetering.Carbon;

/// <summary>What a run held and made, beside the energy it drew.</summary>
/// <param name="Reserved">How long its devices were reserved for it.</param>
/// <param name="Units">What was counted, and how many.</param>
internal sealed record RunWork(TimeSpan Reserved, IReadOnlyList<(string Unit, double Count)> Units)
{
    /// <summary>Adds to a statement what follows from the settings beyond the grams of the energy.</summary>
    public CarbonStatement Complete(CarbonStatement statement, CarbonSettings settings, EnergyTimeline? energy)
    {
        EmbodiedShare[] embodied = [.. settings.Embodied.Select(device => device.For(Reserved))];
        CarbonMass? mass = statement.Average.Mass;
        return statement with
        {
            Embodied = embodied,
            Water = settings.Wue is { } wue ? WaterUse.Of(energy, wue) : null,
            Cost = settings.Tariff is { } tariff ? ElectricityCost.Of(energy, tariff, settings.EffectivePue) : null,
            Scores = mass is null ? [] : [.. Units.Select(each => SoftwareCarbonIntensity.Of(statement.Average, embodied, each.Count, each.Unit))],
            Equivalents = settings.ShowEquivalents && mass is { } known ? CarbonEquivalent.Of(known) : [],
        };
    }
}
