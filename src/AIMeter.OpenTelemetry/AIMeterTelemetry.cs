using OpenTelemetry.Metrics;

namespace AIMetering.Telemetry;

/// <summary>Registers AIMeter's instruments with OpenTelemetry.</summary>
public static class AIMeterTelemetry
{
    /// <summary>The name of the BCL meter, for listeners that take names, such as <c>dotnet-counters monitor --counters AIMeter</c>.</summary>
    public const string MeterName = "AIMeter";

    /// <summary>Exports the energy, power, use and temperature of the devices that running sessions measure, and the carbon of it where a region was given.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <returns>The builder, to go on with.</returns>
    /// <remarks>
    /// This starts no session and reads no sensor: it tells what sessions measure. A service that wants its energy exported at all times
    /// keeps one session for its lifetime, as the package <c>AIMeter.Hosting</c> does.
    /// </remarks>
    public static MeterProviderBuilder AddAIMeter(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(MeterName);
    }
}
