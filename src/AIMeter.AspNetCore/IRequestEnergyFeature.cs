using AIMetering.Readings;

namespace AIMetering.AspNetCore;

/// <summary>The energy of a request, from <c>context.Features.Get&lt;IRequestEnergyFeature&gt;()</c>; absent where requests are not measured.</summary>
public interface IRequestEnergyFeature
{
    /// <summary>Gets the request's share so far with its bound; what it came to, once the request has left the pipeline. Reads no sensor.</summary>
    EnergyResult Energy { get; }

    /// <summary>Gets the same for each device.</summary>
    IReadOnlyList<(Device Device, EnergyResult Energy)> Devices { get; }

    /// <summary>Gets how long the request has been in the pipeline.</summary>
    TimeSpan Duration { get; }
}
