using System.Globalization;
using AIMetering.Carbon;

namespace AIMetering.Importing;

/// <summary>The rows of an emissions file of CodeCarbon.</summary>
internal sealed class CodeCarbonTable
{
    private const string WhatItIs = "an emissions file of CodeCarbon";

    private readonly CsvSource _csv;
    private readonly TimeZoneInfo _zone;

    private CodeCarbonTable(CsvSource csv, TimeZoneInfo zone)
    {
        (_csv, _zone) = (csv, zone);
        foreach (string name in new[] { "timestamp", "duration", "emissions", "energy_consumed" })
        {
            if (Column(name) < 0)
            {
                throw csv.Problem(1, null, $"the header has no column '{name}', which {WhatItIs} has. Is this emissions.csv, unchanged by a spreadsheet?");
            }
        }
    }

    public static IReadOnlyList<CodeCarbonRun> Read(string path, TimeZoneInfo zone)
    {
        using CsvSource csv = new(path, WhatItIs);
        CodeCarbonTable table = new(csv, zone);
        List<CodeCarbonRun> runs = [];
        while (csv.Read())
        {
            Add(runs, table.Row());
        }

        return runs.Count > 0 ? runs : throw csv.Problem(0, null, "it has a header and no run.");
    }

    // CodeCarbon writes a run again at each flush, with its totals so far: the later row holds the earlier one.
    private static void Add(List<CodeCarbonRun> runs, CodeCarbonRun run)
    {
        int earlier = runs.FindLastIndex(each => each.RunId == run.RunId && each.Task is null && run.Task is null && run.RunId.Length > 0);
        if (earlier < 0)
        {
            runs.Add(run);
        }
        else if (runs[earlier] is { } before && run.Duration >= before.Duration && !(run.Energy < before.Energy))
        {
            const string told = "The file holds this run several times; each row has its totals so far, and the last is shown.";
            runs[earlier] = run with { Notes = [.. run.Notes.Append(told).Distinct()] };
        }
        else
        {
            runs.Add(run with { Notes = [.. run.Notes, "Another row has the same run_id and more energy or time: this one is not its continuation, and is shown apart."] });
        }
    }

    private int Column(string name) => Array.IndexOf(_csv.Headers, name);

    private CodeCarbonRun Row()
    {
        if (_csv.FieldCount != _csv.Headers.Length)
        {
            throw _csv.Problem(_csv.Line, null, string.Create(CultureInfo.InvariantCulture,
                $"the row has {_csv.FieldCount} cells and the header {_csv.Headers.Length}. CodeCarbon leaves empty columns out when it appends, and a killed process leaves its last row cut: the cells no longer belong to the header. Delete the row, or import it from a file of its own."));
        }

        CodeCarbonFigures figures = new(this);
        return figures.ToRun(new CodeCarbonRun
        {
            Name = Text("project_name") ?? "codecarbon",
            RunId = Text("run_id") ?? "",
            Task = Text("task_name"),
            EndedAt = Stamp(),
            Duration = TimeSpan.FromSeconds(Number("duration") is { } seconds and >= 0 and < 1e9 ? seconds : throw Bad("duration", "a length of time in seconds")),
            Region = Region(),
            Country = Text("country_iso_code"),
            TrackingMode = Text("tracking_mode"),
            CpuModel = Text("cpu_model"),
            GpuModel = Text("gpu_model"),
            Pue = Number("pue") is { } pue and >= 1 ? pue : 1,
            Version = Text("codecarbon_version"),
        });
    }

    /// <summary>A number; null when the cell is empty or the column is not there.</summary>
    public double? Number(string name)
    {
        if (Text(name) is not { } text || text is "nan" or "NaN" or "None")
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw Bad(name, "a number");
    }

    private string? Text(string name) => Column(name) is var column && column >= 0 && _csv.Text(column) is { Length: > 0 } text ? text : null;

    private ImportException Bad(string name, string wanted) =>
        _csv.Problem(Column(name), $"'{CsvSource.Shown(Text(name) ?? "")}' is not {wanted}. Is this emissions.csv, unchanged by a spreadsheet?");

    private DateTimeOffset Stamp()
    {
        string text = Text("timestamp") ?? "";
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime stamp))
        {
            throw Bad("timestamp", "a time such as 2026-05-07T14:32:00");
        }

        return stamp.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(stamp, _zone.GetUtcOffset(stamp)).ToUniversalTime()
            : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUniversalTime();
    }

    // The cloud region, else the country, else where the coordinates are.
    private GridRegion? Region()
    {
        if (GridRegion.TryParse($"{Text("cloud_provider")}:{Text("cloud_region")}", out GridRegion? region) || GridRegion.TryParse(Text("country_iso_code"), out region))
        {
            return region;
        }

        try
        {
            return Number("latitude") is { } latitude && Number("longitude") is { } longitude ? GridRegion.FromCoordinates(latitude, longitude) : null;
        }
        catch (ArgumentException) // not on the globe, or in no country
        {
            return null;
        }
    }
}
