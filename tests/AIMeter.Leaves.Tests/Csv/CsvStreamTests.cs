using System.Diagnostics;
using System.Globalization;
using AIMetering.Export;
using Xunit;

namespace AIMetering.Leaves.Tests.Csv;

public class CsvStreamTests
{
    private const int Reads = 60;

    [Fact]
    public void What_is_streamed_is_what_the_report_keeps()
    {
        using TemporaryFolder folder = new();
        (MeterReport report, _) = Measure("a/b", folder);
        Table table = Table.Read(File.ReadAllText(folder.Only("-series.csv")));
        SeriesReport kept = report.Series.Single(series => series.Channel.ColumnName == "plug.power_watts");
        Assert.Equal(1, kept.ThinnedBy);
        Assert.Equal(kept.Values.ToArray(), Numbers(table, "plug.power_watts"));
    }

    [Fact]
    public void No_reading_is_lost_or_doubled()
    {
        using TemporaryFolder folder = new();
        Measure("chat", folder);
        double[] values = Numbers(Table.Read(File.ReadAllText(folder.Only("-series.csv"))), "plug.power_watts");
        Assert.True(values.Length >= Reads - 2);
        Assert.Equal(Enumerable.Range((int)values[0], values.Length).Select(value => (double)value), values);
    }

    [Fact]
    public void A_missing_value_is_an_empty_cell_beside_the_one_that_was_read()
    {
        using TemporaryFolder folder = new();
        Measure("chat", folder);
        Table table = Table.Read(File.ReadAllText(folder.Only("-series.csv")));
        Assert.All(table.Rows.Where(row => table.Cell(row, "plug.power_watts").Length > 0), row =>
        {
            int value = int.Parse(table.Cell(row, "plug.power_watts"), CultureInfo.InvariantCulture);
            Assert.Equal(value % 2 == 1 ? $"-{value}" : "", table.Cell(row, "plug.odd_celsius"));
        });
    }

    [Fact]
    public void The_results_join_the_stream_when_the_session_ends()
    {
        using TemporaryFolder folder = new();
        (MeterReport report, _) = Measure("../../up", folder);
        string stem = RunFiles.Stem(report);
        string[] tables = ["phase_runs", "phases", "series", "statistics", "summary", "units", "user"];
        Assert.Equal(tables.Select(table => $"{stem}-{table}.csv"), folder.Names);
        Table user = Table.Read(File.ReadAllText(folder.Only("-user.csv")));
        Assert.Equal(["0.5", "0.25"], user.Column("value"));
        Assert.Equal("user.loss", user.Column("series").First());
        Table phases = Table.Read(File.ReadAllText(folder.Only("-phases.csv")));
        Assert.Equal(["decode"], phases.Column("path"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_stops_the_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the path is one of Linux");
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Csv("/dev/null/runs").Start());
        Assert.Contains("WriteTo.Csv cannot write to the folder '/dev/null/runs'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_process_leaves_whole_rows_up_to_its_last_second()
    {
        using TemporaryFolder folder = new();
        using Process child = Start(folder.Path);
        try
        {
            WaitForRows(child, folder, rows: 40);
        }
        finally
        {
            child.Kill();      // SIGKILL: nothing in the process runs any more
            child.WaitForExit();
        }

        Table series = Table.Read(File.ReadAllText(folder.Only("-series.csv")));
        double[] values = Numbers(series, "plug.power_watts");
        Assert.True(series.Count >= 40);
        Assert.Equal(Enumerable.Range((int)values[0], values.Length).Select(value => (double)value), values);
        Table user = Table.Read(File.ReadAllText(folder.Only("-user.csv")));
        Assert.Equal("1", user.Column("value").First());
        Assert.DoesNotContain(folder.Names, name => name.EndsWith("-summary.csv", StringComparison.Ordinal));
        Table phases = Table.Read(File.ReadAllText(folder.Only("-phase_runs.csv")));
        IReadOnlyList<string> inner = phases.Rows.Last(row => phases.Cell(row, "path") == "generate/de,code");
        Assert.Equal(("2", "de,code", "1", "", "{\"tokens\":12}"), (
            phases.Cell(inner, "number"), phases.Cell(inner, "name"), phases.Cell(inner, "depth"), phases.Cell(inner, "end_seconds"), phases.Cell(inner, "counts")));
        IReadOnlyList<string> load = phases.Rows.Last(row => phases.Cell(row, "path") == "load");
        Assert.True(Number(phases.Cell(load, "end_seconds")) >= Number(phases.Cell(load, "start_seconds")));
        Assert.Equal("{\"requests\":2}", phases.Cell(phases.Rows.Single(row => phases.Cell(row, "number").Length == 0), "counts"));
    }

    private static (MeterReport Report, CountingPlug Plug) Measure(string name, TemporaryFolder folder)
    {
        CountingPlug plug = new();
        using MeterSession meter = AIMeter.Configure(name).SampleEvery(TimeSpan.FromMilliseconds(5))
            .AddSource(plug).WriteTo.Csv(folder.Path).Start();
        meter.Record("loss", 0.5);
        using (PhaseScope decode = meter.Phase("decode"))
        {
            decode.Count("tokens", 12);
            SpinWait.SpinUntil(() => plug.Reads >= Reads, TimeSpan.FromMinutes(1));
        }

        meter.Record("loss", 0.25);
        return (meter.Stop(), plug);
    }

    private static double[] Numbers(Table table, string column) =>
        [.. table.Column(column).Where(cell => cell.Length > 0).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static Process Start(string folder)
    {
        ProcessStartInfo start = new(Path.ChangeExtension(typeof(CsvStreamTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null))
        {
            Environment = { [EndlessRun.Variable] = folder },
        };
        return Process.Start(start)!;
    }

    private static void WaitForRows(Process child, TemporaryFolder folder, int rows)
    {
        Stopwatch waited = Stopwatch.StartNew();
        // The count of tokens is the last that it says of its phases.
        while (Lines(folder, "-series.csv") <= rows || Lines(folder, "-user.csv") <= 1 || !Text(folder, "-phase_runs.csv").Contains("tokens", StringComparison.Ordinal))
        {
            Assert.False(child.HasExited, "the measured program ended by itself");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "no rows were written within two minutes");
            Thread.Sleep(50);
        }
    }

    private static int Lines(TemporaryFolder folder, string end) => Text(folder, end).Count(letter => letter == '\n');

    private static string Text(TemporaryFolder folder, string end)
    {
        string? path = Directory.EnumerateFiles(folder.Path).FirstOrDefault(file => file.EndsWith(end, StringComparison.Ordinal));
        if (path is null)
        {
            return "";
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }
}
