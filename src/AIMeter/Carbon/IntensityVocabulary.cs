namespace AIMetering.Carbon;

/// <summary>The question an intensity answers. Values of different signals are never mixed and never stand in for one
/// another.</summary>
public enum CarbonSignal
{
    /// <summary>"My share of what the grid emitted": adds up to the grid's total; for inventories (Scope 2, location-based) and
    /// SCI.</summary>
    Average,

    /// <summary>"What changed because I drew this load": the plants that follow demand now. An impact estimate, not for
    /// inventories.</summary>
    MarginalOperating,

    /// <summary>As <see cref="MarginalOperating"/>, blended with the plants demand will cause to be built.</summary>
    MarginalCombined,

    /// <summary>What the user's contracts say (Scope 2, market-based). Given by the user, shown beside the others, added to
    /// none.</summary>
    MarketBased,
}

/// <summary>What is counted in a gram.</summary>
public enum CarbonGas
{
    /// <summary>Carbon dioxide alone.</summary>
    CO2,

    /// <summary>All greenhouse gases, as the carbon dioxide that warms as much in 100 years.</summary>
    CO2e,

    /// <summary>The origin does not say.</summary>
    Unstated,
}

/// <summary>How far up the chain the grams are counted.</summary>
public enum EmissionScope
{
    /// <summary>At the stack only.</summary>
    Direct,

    /// <summary>With fuel supply and the building of plants.</summary>
    Lifecycle,

    /// <summary>The origin does not say.</summary>
    Unstated,
}

/// <summary>Which electricity the intensity is of.</summary>
public enum GridBasis
{
    /// <summary>What is produced inside the area.</summary>
    Generation,

    /// <summary>What is used inside the area, corrected for trade.</summary>
    Consumption,

    /// <summary>What the next kilowatt hour would come from.</summary>
    Margin,

    /// <summary>The origin does not say.</summary>
    Unstated,
}

/// <summary>How an intensity came to be known, best first.</summary>
public enum IntensityKind
{
    /// <summary>Given by the user.</summary>
    User,

    /// <summary>From a provider, of the running period.</summary>
    Live,

    /// <summary>From a provider, of a past period.</summary>
    Historical,

    /// <summary>From a provider's model of this moment.</summary>
    Nowcast,

    /// <summary>From a provider, marked by it as estimated.</summary>
    Estimated,

    /// <summary>From a provider, marked by it as imputed.</summary>
    Imputed,

    /// <summary>From a provider's forecast.</summary>
    Forecast,

    /// <summary>The last real value, held over a hole of at most two periods.</summary>
    Held,

    /// <summary>Between two real neighbours, over a hole of at most three hours.</summary>
    Interpolated,

    /// <summary>The real value of the same clock time of the day before.</summary>
    Profile,

    /// <summary>A yearly value of a state, province, subregion or zone.</summary>
    StaticSubnational,

    /// <summary>A yearly value of the country.</summary>
    StaticCountry,

    /// <summary>A yearly value of another country, or of a default, standing in for one that has none.</summary>
    StaticProxy,

    /// <summary>A yearly value of a group of countries, asked for by name.</summary>
    StaticGroup,

    /// <summary>The world's yearly average: nothing nearer is known.</summary>
    StaticWorld,
}
