using System.Diagnostics;
using AIMetering.Readings;

namespace AIMetering.AspNetCore;

/// <summary>The tags that the activity of a request gets: those of chat spans, so that one query finds both.</summary>
/// <remarks>No name is the namespace of another, as OpenTelemetry's rules for attributes want it. What is not known is left out, never zero.</remarks>
internal static class RequestEnergyTags
{
    private const string
        Joules = "aimeter.energy_joules",
        BoundJoules = "aimeter.energy_bound_joules",
        Method = "aimeter.energy_method",
        SensorMethod = "aimeter.energy_sensor_method",
        Source = "aimeter.energy_source",
        Missing = "aimeter.energy_missing",
        Unknown = "aimeter.energy_unknown";

    public static void Set(Activity activity, EnergyResult energy, Telling telling)
    {
        if (energy.Energy is not { } joules)
        {
            activity.SetTag(Unknown, energy.Reason);
            return;
        }

        activity.SetTag(Joules, joules.Joules);
        activity.SetTag(BoundJoules, energy.Bound!.Value.Joules);
        activity.SetTag(Method, energy.Method!.Value.ToString().ToLowerInvariant());
        activity.SetTag(SensorMethod, telling.SensorMethod); // a tag of null is none
        activity.SetTag(Source, energy.Source);
        if (energy.Missing.Count > 0)
        {
            activity.SetTag(Missing, string.Join("; ", energy.Missing));
        }
    }
}
