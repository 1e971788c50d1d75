using AIMetering.Readings;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>How figures become cells: a number, or empty where there is none.</summary>
internal static class Cells
{
    public static readonly string[] EnergyColumns = ["energy_joules", "low_joules", "high_joules", "method", "source", "caveats", "remarks"];

    private static readonly CsvWriterOptions Options = new()
    {
        Injection = CsvInjection.Escape,
        TrueValue = "true",
        FalseValue = "false",
        // A row is handed over whole as long as it fits; see WideRows.
        BufferSize = 256 * 1024,
    };

    public static CsvWriter On(TextWriter writer) => CsvWriter.Create(writer, Options, leaveOpen: true);

    public static CsvWriter ToFile(string path) => CsvWriter.ToFile(path, Options);

    /// <summary>A number; not a number is a missing one.</summary>
    public static void Number(this CsvWriter csv, double? value) =>
        csv.WriteField(value is { } number && double.IsNaN(number) ? null : value);

    public static void Text(this CsvWriter csv, string? value) => csv.WriteField(value);

    public static void Seconds(this CsvWriter csv, TimeSpan? time) => csv.Number(time?.TotalSeconds);

    /// <summary>The instant in UTC and in seconds since the session's start.</summary>
    public static void Instant(this CsvWriter csv, DateTimeOffset startedAt, TimeSpan elapsed)
    {
        csv.WriteField((startedAt + elapsed).UtcDateTime);
        csv.Seconds(elapsed);
    }

    /// <summary>The cells of <see cref="EnergyColumns"/>; an unknown energy leaves the numbers empty and says why under remarks.</summary>
    public static void Energy(this CsvWriter csv, EnergyResult? result)
    {
        csv.Limits(result);
        csv.Origin(result);
    }

    /// <summary>Method, source, caveats and remarks.</summary>
    public static void Origin(this CsvWriter csv, EnergyResult? result)
    {
        csv.Text(Method(result?.Method));
        csv.Text(result?.Source);
        csv.Text(result is null or { Caveats: EnergyCaveats.None } ? null : result.Caveats.ToString().Replace(", ", ";", StringComparison.Ordinal));
        csv.Text(result is null ? null : result.Reason ?? (result.Missing.Count == 0 ? null : "lacks " + string.Join("; ", result.Missing)));
    }

    public static void Limits(this CsvWriter csv, EnergyResult? result)
    {
        csv.Number(result?.Energy?.Joules);
        csv.Number(result?.Low?.Joules);
        csv.Number(result?.High?.Joules);
    }

    private static string? Method(MeasurementMethod? method) => method switch
    {
        MeasurementMethod.Counter => "counter",
        MeasurementMethod.Integrated => "integrated",
        MeasurementMethod.Attributed => "attributed",
        MeasurementMethod.Estimated => "estimated",
        MeasurementMethod.Mixed => "mixed",
        _ => null,
    };
}
