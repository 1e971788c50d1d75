namespace AIMetering.Carbon;

/// <summary>What sort of place a <see cref="GridRegion"/> is.</summary>
public enum GridRegionKind
{
    /// <summary>A country or territory with an ISO 3166 code.</summary>
    Country,

    /// <summary>A US state, Canadian province or Australian state.</summary>
    Subdivision,

    /// <summary>A subregion of the US EPA's eGRID.</summary>
    EgridSubregion,

    /// <summary>A zone of Electricity Maps, such as a Nordic bidding zone.</summary>
    Zone,

    /// <summary>A region of a cloud provider.</summary>
    CloudRegion,

    /// <summary>A group of countries, such as EU27 or the world.</summary>
    Group,
}

/// <summary>How a region became known.</summary>
public enum GridRegionSource
{
    /// <summary>The user gave a code.</summary>
    Configuration,

    /// <summary>The user gave the region of a cloud provider.</summary>
    CloudRegion,

    /// <summary>Looked up from latitude and longitude in the embedded raster.</summary>
    Coordinates,
}
