using System.Text.Json;
using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Live;

/// <summary>What the page is told as it stands now: a browser that comes later gets the last of it.</summary>
internal static class StateJson
{
    // The names of phases may come from requests; a page of thousands helps nobody.
    private const int MostPhases = 50;

    // As many bands as a chart is pixels wide; of each phase the latest.
    private const int MostRuns = 2000;

    public static void Phases(Utf8JsonWriter writer, IReadOnlyList<PhaseSnapshot> phases)
    {
        int shown = Math.Min(phases.Count, MostPhases);
        writer.WriteStartObject();
        writer.WriteNumber("more", phases.Count - shown);
        writer.WriteStartArray("phases");
        foreach (PhaseSnapshot phase in phases.Take(shown))
        {
            Phase(writer, phase, MostRuns / Math.Max(1, shown));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Carbon(Utf8JsonWriter writer, CarbonStatement statement)
    {
        CarbonResult average = statement.Average;
        writer.WriteStartObject();
        FrameJson.Number(writer, "grams", average.Mass?.Grams);
        FrameJson.Number(writer, "bound", average is { Mass: { } mass, Low: { } low, High: { } high }
            ? Math.Max(mass.Grams - low.Grams, high.Grams - mass.Grams) : null);
        FrameJson.Number(writer, "intensity", average.EffectiveIntensity?.GramsPerKilowattHour);
        writer.WriteString("region", statement.Region?.Code);
        writer.WriteString("basis", average.Basis);
        writer.WriteString("reason", average.Reason);
        writer.WriteEndObject();
    }

    private static void Phase(Utf8JsonWriter writer, PhaseSnapshot phase, int mostRuns)
    {
        writer.WriteStartObject();
        writer.WriteString("name", phase.Name);
        writer.WriteString("path", phase.Path);
        writer.WriteNumber("depth", phase.Depth);
        writer.WriteNumber("count", phase.Count);
        writer.WriteNumber("open", phase.Open);
        writer.WriteNumber("seconds", phase.Duration.TotalSeconds);
        FrameJson.Energy(writer, "energy", phase.Energy);
        writer.WriteStartArray("units");
        foreach (UnitReport unit in phase.Units)
        {
            Unit(writer, unit);
        }

        writer.WriteEndArray();
        Runs(writer, phase, mostRuns);
        writer.WriteEndObject();
    }

    private static void Unit(Utf8JsonWriter writer, UnitReport unit)
    {
        EnergyResult one = unit.EnergyPerUnit;
        writer.WriteStartObject();
        writer.WriteString("unit", unit.Unit);
        writer.WriteNumber("count", unit.Count);
        FrameJson.Number(writer, "joules", one.Energy?.Joules);
        FrameJson.Number(writer, "bound", one.Bound?.Joules);
        writer.WriteEndObject();
    }

    // Begins and ends in turn; null is an end that is not there yet.
    private static void Runs(Utf8JsonWriter writer, PhaseSnapshot phase, int mostRuns)
    {
        writer.WriteStartArray("runs");
        for (int run = Math.Max(0, phase.Runs.Count - mostRuns); run < phase.Runs.Count; run++)
        {
            writer.WriteNumberValue(Math.Round(phase.Runs[run].Start.TotalSeconds, 6));
            writer.WriteNumberValue(Math.Round(phase.Runs[run].End.TotalSeconds, 6));
        }

        foreach ((TimeSpan start, TimeSpan? end) in phase.Latest)
        {
            writer.WriteNumberValue(Math.Round(start.TotalSeconds, 6));
            FrameJson.Number(writer, end is { } known ? Math.Round(known.TotalSeconds, 6) : double.NaN);
        }

        writer.WriteEndArray();
    }
}
