using System.Globalization;
using System.Text.Json.Nodes;
using AIMetering.Export;
using CsCheck;
using Xunit;

namespace AIMetering.Leaves.Tests.Csv;

public class CsvExportTests
{
    public static TheoryData<string> Tables() => ["summary", "phases", "units", "statistics", "series", "user"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_table_is_rfc_4180_whatever_the_names(string table)
    {
        string[] names = ["chat", "a,b", "say \"hi\"", "two\r\nlines", "", "名前", "\u001b[31m"];
        Assert.All(names, name => Assert.NotEmpty(Table.Read(Text(table, Samples.Named(name))).Header));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_table_is_the_same_in_every_culture(string table)
    {
        string invariant = Text(table, Samples.Report());
        using CommaCulture german = new();
        Assert.Equal(invariant, Text(table, Samples.Report()));
    }

    [Fact]
    public void Units_are_in_the_column_names_and_never_in_the_cells()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        IReadOnlyList<string> cpu = table.Row("subject", "cpu0");
        Assert.Equal("453.4321", table.Cell(cpu, "energy_joules"));
        Assert.Equal("36.73", table.Cell(cpu, "mean_power_watts"));
        Assert.Equal("0.000998", table.Cell(cpu, "refresh_period_seconds"));
        Assert.All(table.Header.Where(name => name.EndsWith("joules", StringComparison.Ordinal) || name.EndsWith("watts", StringComparison.Ordinal)),
            name => Assert.All(table.Column(name).Where(cell => cell.Length > 0), cell => double.Parse(cell, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void An_unknown_energy_is_empty_and_says_why()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        IReadOnlyList<string> cores = table.Row("subject", "cpu0-core");
        Assert.Equal(["", "", ""], new[] { "energy_joules", "low_joules", "high_joules" }.Select(name => table.Cell(cores, name)));
        Assert.Equal("permission denied", table.Cell(cores, "remarks"));
        Assert.Equal("false", table.Cell(cores, "in_total"));
    }

    [Fact]
    public void Measured_and_estimated_parts_have_rows_of_their_own()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        Assert.Equal("estimated", table.Cell(table.Row("kind", "estimated"), "method"));
        Assert.Equal("counter", table.Cell(table.Row("kind", "measured"), "method"));
        Assert.StartsWith("lacks gpu1", table.Cell(table.Row("kind", "total"), "remarks"), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_signal_of_the_carbon_has_a_row_with_its_basis()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        IReadOnlyList<string> average = table.Row("subject", "average");
        Assert.Equal("carbon", table.Cell(average, "kind"));
        Assert.Equal(0.13346708333333335, Number(table.Cell(average, "mass_grams")));
        Assert.Equal(0.1281284, Number(table.Cell(average, "mass_low_grams")));
        Assert.Equal("1.15", table.Cell(average, "pue"));
        Assert.Equal("Electricity Maps; US EPA", table.Cell(average, "source"));
        Assert.Equal("estimated; static-subnational", table.Cell(average, "intensity_kind"));
        Assert.StartsWith("mixed: average, CO2e", table.Cell(average, "basis"), StringComparison.Ordinal);
        Assert.Equal("0.0049296978125", table.Cell(table.Row("subject", "market-based"), "mass_grams"));
    }

    [Fact]
    public void An_unknown_marginal_is_empty_and_says_why_and_what_it_is_not_for()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        IReadOnlyList<string> marginal = table.Row("subject", "marginal-operating");
        Assert.Equal(["", "", ""], new[] { "mass_grams", "intensity_grams_per_kilowatt_hour", "basis" }.Select(name => table.Cell(marginal, name)));
        Assert.StartsWith("impact estimate, not for inventories; the table of operating margins", table.Cell(marginal, "remarks"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_carbon_repeat_no_joules_and_rows_of_energy_hold_no_grams()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        Assert.All(table.Rows, row => Assert.Equal("", table.Cell(row, table.Cell(row, "kind") == "carbon" ? "energy_joules" : "mass_grams")));
    }

    [Fact]
    public void Making_water_cost_and_scores_have_rows_with_their_own_columns()
    {
        Table table = Table.Read(Text("summary", Samples.Report()));
        IReadOnlyList<string> making = table.Row("subject", "embodied: data-centre GPU card"), score = table.Row("subject", "sci: tokens");
        Assert.Equal("6.17E-05", table.Cell(table.Row("subject", "water"), "water_litres"));
        Assert.Equal(("0.000118", "EUR"), (table.Cell(table.Row("subject", "cost"), "cost"), table.Cell(table.Row("subject", "cost"), "currency")));
        Assert.True(Number(table.Cell(making, "mass_low_grams")) < Number(table.Cell(making, "mass_grams")));
        Assert.Equal(("0.00078", "tokens", "192"), (table.Cell(score, "grams_per_unit"), table.Cell(score, "unit"), table.Cell(score, "unit_count")));
        Assert.EndsWith(" lb CO2e/MWh", table.Cell(table.Row("subject", "average"), "original_intensity"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_without_carbon_has_no_row_of_it()
    {
        Table table = Table.Read(Text("summary", Samples.Report(report => report.Remove("carbon"))));
        Assert.DoesNotContain("carbon", table.Column("kind"));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("@SUM(1)")]
    [InlineData("+1")]
    [InlineData("-2+3")]
    [InlineData("\tx")]
    public void A_name_cannot_become_a_formula(string name)
    {
        Table table = Table.Read(Text("summary", Samples.Named(name)));
        Assert.All(table.Column("name"), cell => Assert.Equal("'" + name, cell));
    }

    [Fact]
    public void A_negative_number_stays_a_number()
    {
        MeterReport report = Samples.Report(json => json["net_energy"]!["low_joules"] = -1.5);
        Table table = Table.Read(Text("summary", report));
        Assert.Equal("-1.5", table.Cell(table.Row("kind", "total"), "net_low_joules"));
    }

    [Fact]
    public void A_missing_sample_is_empty_and_never_zero()
    {
        Table table = Table.Read(Text("series", Samples.Report()));
        Assert.Equal(["1.5", "", "0.3333333333333333"], table.Column("host.cpu_usage_percent"));
        Assert.Contains("cpu0.energy_joules", table.Header);
        Assert.DoesNotContain(table.Header, name => name.StartsWith("user.", StringComparison.Ordinal));
    }

    [Fact]
    public void Readings_of_one_interval_share_a_row_that_begins_with_the_first_of_them()
    {
        Table table = Table.Read(Text("series", Samples.Report()));
        Assert.Equal(["0", "0.1", "0.2"], table.Column("elapsed_seconds"));
        Assert.Equal("2026-11-22T15:46:30.1230000Z", table.Column("time_utc").First());
        Assert.Equal(["70", "279.25", "701.5"], table.Column("gpu0.power_watts"));
    }

    [Fact]
    public void Series_of_the_user_have_a_row_per_value()
    {
        Table table = Table.Read(Text("user", Samples.Report()));
        Assert.Equal(["time_utc", "elapsed_seconds", "series", "unit", "value"], table.Header);
        Assert.Equal(["Infinity", "-Infinity"], table.Column("value"));
        Assert.Equal(["user.loss", "user.loss"], table.Column("series"));
    }

    [Fact]
    public void No_sample_is_lost_doubled_or_moved() => Gen.Select(Gen.Double[0, 3].Array[1, 60], Gen.Double[0, 3].Array[1, 60])
        .Sample((first, second) =>
        {
            double[][] times = [[.. first.Distinct().Order()], [.. second.Distinct().Order()]];
            Table table = Table.Read(Text("series", WithTimes(times)));
            for (int series = 0; series < times.Length; series++)
            {
                string[] cells = [.. table.Column($"host.m{series}_seconds").Where(cell => cell.Length > 0)];
                Assert.Equal(times[series], cells.Select(Number));
                Assert.All(table.Rows.Where(row => table.Cell(row, $"host.m{series}_seconds").Length > 0), row =>
                    Assert.InRange(Number(table.Cell(row, $"host.m{series}_seconds")) - Number(table.Cell(row, "elapsed_seconds")), -1e-6, 0.1));
            }
        }, iter: 200);

    [Fact]
    public void All_tables_are_saved_beside_each_other()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> written = Samples.Named("../x").SaveCsv(folder.In("runs"));
        string[] ends = ["phases", "series", "statistics", "summary", "units", "user"];
        Assert.Equal(
            ends.Select(end => folder.In($"runs/x-20261122T154630Z-5b7d4c0f-{end}.csv")),
            Directory.EnumerateFiles(folder.In("runs")).Order(StringComparer.Ordinal));
        Assert.Equal(6, written.Count);
        Assert.Equal(Text("summary", Samples.Named("../x")), File.ReadAllText(written[^1]));
    }

    [Fact]
    public void Each_phase_and_each_unit_has_a_row()
    {
        Table phases = Table.Read(Text("phases", Samples.Report()));
        Assert.Equal(["load", "generate", "generate/decode", "generate/decode/sample"], phases.Column("path"));
        Table units = Table.Read(Text("units", Samples.Report()));
        Assert.Equal(["", "generate/decode", "generate/decode"], units.Column("phase"));
        Assert.Equal("", units.Cell(units.Row("unit", "loss"), "joules_per_unit"));
        Assert.Equal("lost", units.Cell(units.Row("unit", "loss"), "remarks"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("run.csv")]
    public void A_file_name_is_refused_where_a_folder_is_needed(string folder)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AIMeter.Configure("x").WriteTo.Csv(folder));
        Assert.Contains($"WriteTo.Csv was given '{folder}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("name a folder", error.Message, StringComparison.Ordinal);
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static string Text(string table, MeterReport report) => Samples.Csv(writer =>
    {
        Action<TextWriter> write = table switch
        {
            "summary" => report.WriteCsv,
            "phases" => report.WritePhasesCsv,
            "units" => report.WriteUnitsCsv,
            "statistics" => report.WriteStatisticsCsv,
            "series" => report.WriteSeriesCsv,
            _ => report.WriteUserSeriesCsv,
        };
        write(writer);
    });

    // Series whose values are their own times.
    private static MeterReport WithTimes(double[][] times) => Samples.Report(report =>
    {
        JsonArray all = report["series"]!.AsArray();
        string gauge = all[0]!.ToJsonString();
        all.Clear();
        for (int index = 0; index < times.Length; index++)
        {
            JsonNode series = JsonNode.Parse(gauge)!;
            series["metric"] = $"m{index}";
            series["unit"] = new JsonObject { ["symbol"] = "s", ["column_suffix"] = "seconds" };
            series["elapsed_seconds"] = new JsonArray([.. times[index].Select(time => (JsonNode)time)]);
            series["values"] = new JsonArray([.. times[index].Select(time => (JsonNode)time)]);
            all.Add(series);
        }
    });
}
