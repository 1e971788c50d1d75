namespace AIMetering.AspNetCore;

/// <summary>The tags that the activity of a request gets.</summary>
/// <remarks>No name is the namespace of another, as OpenTelemetry's rules for attributes want it.</remarks>
internal static class RequestEnergyTags
{
    public const string
        Energy = "aimeter.request.energy", // J
        Bound = "aimeter.request.energy_bound", // J
        Method = "aimeter.request.energy_method",
        Unknown = "aimeter.request.energy_unknown";
}
