namespace AIMetering.Chat;

/// <summary>How the energy of the devices was divided among the requests under way.</summary>
public enum AttributionRule
{
    /// <summary>
    /// Evenly: each joule that was used between two arrivals or departures goes in equal parts to the requests under way in that time.
    /// A request that is alone gets all of it.
    /// </summary>
    EvenSplit,

    /// <summary>By the tokens that came between two arrivals or departures, where all of them were known; evenly elsewhere.</summary>
    ByTokens,
}
