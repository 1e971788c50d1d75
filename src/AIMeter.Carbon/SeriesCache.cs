using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Points of one provider, region and signal, by UTC day: in memory, and on disk where a folder is given.</summary>
/// <remarks>A file that cannot be read or written costs nothing but the cache. Days are replaced whole by a rename, so a reader
/// in another process sees the old day or the new one and never half of one.</remarks>
internal sealed class SeriesCache(string? directory, IntensityProvenance template)
{
    private readonly Dictionary<DateOnly, List<IntensityPoint>> _days = [];
    private readonly Lock _gate = new();

    /// <summary>Gets why the disk is not used; null when it is, or was never asked for.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The points that touch a time, in its order. Of one model only: versions are never mixed, that of the newest real
    /// value wins. A point that names no model is of none that could differ.</summary>
    /// <returns>The points, and those of other models, which are left out.</returns>
    public (List<IntensityPoint> Points, List<IntensityPoint> LeftOut) Read(DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate)
        {
            List<IntensityPoint> points = [.. Days(from, to).SelectMany(Day).Where(point => point.To > from && point.From < to)];
            string? newest = points.Where(point => point.Provenance.Vintage is not null)
                .MaxBy(point => (point.Provenance.Kind.IsReal() ? 1 : 0, point.Provenance.RetrievedAt))?.Provenance.Vintage;
            ILookup<bool, IntensityPoint> sides = points.OrderBy(point => point.From)
                .ToLookup(point => point.Provenance.Vintage is null || point.Provenance.Vintage == newest);
            return ([.. sides[true]], [.. sides[false]]);
        }
    }

    /// <summary>Keeps points. A real value replaces a forecast, a newer one an older one; a forecast never replaces a real
    /// value.</summary>
    public void Write(IEnumerable<IntensityPoint> points)
    {
        lock (_gate)
        {
            foreach (var day in points.GroupBy(point => DateOnly.FromDateTime(point.From.UtcDateTime)))
            {
                List<IntensityPoint> known = Day(day.Key);
                foreach (IntensityPoint point in day)
                {
                    Replace(known, point);
                }

                Save(day.Key, known);
            }
        }
    }

    private static void Replace(List<IntensityPoint> known, IntensityPoint point)
    {
        if (!point.Provenance.Kind.IsReal() && known.Exists(old => old.From == point.From && old.Provenance.Kind.IsReal()))
        {
            return;
        }

        known.RemoveAll(old => old.From == point.From);
        known.Add(point);
    }

    /// <summary>The days a time touches; a point never reaches over midnight UTC by more than its own period.</summary>
    private static IEnumerable<DateOnly> Days(DateTimeOffset from, DateTimeOffset to)
    {
        var last = DateOnly.FromDateTime(to.UtcDateTime);
        for (var day = DateOnly.FromDateTime(from.UtcDateTime.AddDays(-1)); day <= last; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private List<IntensityPoint> Day(DateOnly day)
    {
        if (!_days.TryGetValue(day, out List<IntensityPoint>? points))
        {
            _days[day] = points = Load(day);
        }

        return points;
    }

    private string FileOf(DateOnly day) =>
        Path.Combine(directory!, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".jsonl");

    private List<IntensityPoint> Load(DateOnly day)
    {
        try
        {
            return directory is null || !File.Exists(FileOf(day))
                ? []
                : [.. File.ReadLines(FileOf(day)).Select(Parse).OfType<IntensityPoint>()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Trouble = $"the disk cache cannot be read ({error.GetType().Name})";
            return [];
        }
    }

    private void Save(DateOnly day, List<IntensityPoint> points)
    {
        if (directory is null)
        {
            return;
        }

        string temporary = Path.Combine(directory, Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllLines(temporary, points.OrderBy(point => point.From).Select(Format));
            File.Move(temporary, FileOf(day), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Trouble = $"the disk cache cannot be written ({error.GetType().Name})";
            Forget(temporary);
        }
    }

    private static void Forget(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It holds values that are in memory all the same.
        }
    }

    private static string Format(IntensityPoint point)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("from", point.From);
            json.WriteString("to", point.To);
            json.WriteNumber("gramsPerKilowattHour", point.Intensity.GramsPerKilowattHour);
            json.WriteString("kind", point.Provenance.Kind.Label());
            json.WriteString("retrieved", point.Provenance.RetrievedAt ?? point.To);
            WriteOptional(json, point);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteOptional(Utf8JsonWriter json, IntensityPoint point)
    {
        if (point.OriginalValue is { } original)
        {
            json.WriteNumber("original", original);
        }

        WriteText(json, "vintage", point.Provenance.Vintage);
        WriteText(json, "region", point.Provenance.Region);
        WriteText(json, "note", point.Provenance.Note);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>Reads one line; a line that was cut or changed is no point.</summary>
    private IntensityPoint? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            return row.Moment("from") is { } from && row.Moment("to") is { } to && to > from
                && row.Number("gramsPerKilowattHour") is { } grams and >= 0 and <= 3000
                && Kind(row.Text("kind")) is { } kind
                ? new IntensityPoint
                {
                    From = from,
                    To = to,
                    Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
                    OriginalValue = row.Number("original"),
                    Provenance = template with
                    {
                        Kind = kind,
                        RetrievedAt = row.Moment("retrieved"),
                        Vintage = row.Text("vintage"),
                        Region = row.Text("region") ?? template.Region,
                        Note = row.Text("note"),
                    },
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IntensityKind? Kind(string? label)
    {
        foreach (IntensityKind kind in Enum.GetValues<IntensityKind>())
        {
            if (kind.Label() == label)
            {
                return kind;
            }
        }

        return null;
    }
}
