using System.Text.Json.Nodes;
using CsCheck;
using Xunit;

namespace AIMetering.Export.Tests;

public class SaveTests
{
    [Fact]
    public void A_saved_report_is_read_back_with_the_times_of_its_rows()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Report();
        string run = report.SaveParquet(folder.Path, host: "lab-7");
        Assert.Equal(folder.In("host=lab-7/run=" + RunFiles.Stem(report)), run);
        MeterReport loaded = ParquetRuns.Load(run);
        Assert.Equal(WithoutSamples(report), WithoutSamples(loaded));
        Assert.All(report.Series.Zip(loaded.Series), pair => Assert.Equal(
            pair.First.Values.ToArray().Where(value => !double.IsNaN(value)), pair.Second.Values.ToArray()));
    }

    [Fact]
    public void A_missing_sample_is_null_and_what_the_program_recorded_stays()
    {
        using TemporaryFolder folder = new();
        Samples.Report().SaveParquet(folder.Path);
        Assert.Equal(["1.5", "null", "0.3333333333333333"], Duck.Column(
            $"SELECT cpu_usage_percent FROM '{folder.Path}{Duck.Samples}' WHERE device = 'host' ORDER BY elapsed_ns"));
        Assert.Equal(["Infinity", "-Infinity"], Duck.Column($"SELECT value FROM '{folder.Path}{Duck.User}' ORDER BY elapsed_ns"));
        Assert.Equal("0", Duck.Column($"SELECT count(*) FROM '{folder.Path}{Duck.Samples}' WHERE isnan(cpu_usage_percent)").Single());
    }

    [Fact]
    public void Results_are_those_of_the_report_with_what_is_unknown()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Report();
        string results = report.SaveParquet(folder.Path) + "/_results";
        Assert.Equal(
            report.Devices.Select(device => $"{device.Device.Id}|{device.Device.InTotal}|{device.Energy.Energy?.Joules.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}"),
            Duck.Ask($"SELECT device, in_total, energy_joules FROM '{results}/energy.parquet' WHERE part = 'device' AND phase IS NULL").Select(row => string.Join('|', row)));
        Assert.Equal("permission denied", Duck.Column(
            $"SELECT remarks FROM '{results}/energy.parquet' WHERE device = 'cpu0-core' AND phase IS NULL").Single());
        Assert.Equal(report.Phases.Select(phase => phase.Path), Duck.Column($"SELECT phase FROM '{results}/phases.parquet'"));
        Assert.Equal($"{report.Phases.Sum(phase => phase.Runs.Count)}", Duck.Column($"SELECT count(*) FROM '{results}/intervals.parquet'").Single());
        Assert.Equal(["null", "generate/decode", "generate/decode"], Duck.Column($"SELECT phase FROM '{results}/units.parquet'"));
        Assert.Equal(report.Carbon!.Average.Mass!.Value.Grams, Duck.Number($"SELECT mass_grams FROM '{results}/carbon.parquet' WHERE signal = 'average'"));
    }

    [Fact]
    public void No_sample_is_lost_doubled_or_moved() => Gen.Select(Gen.Double[0, 3].Array[1, 60], Gen.Double[0, 3].Array[1, 60])
        .Sample((first, second) =>
        {
            double[][] times = [[.. first.Distinct().Order()], [.. second.Distinct().Order()]];
            using TemporaryFolder folder = new();
            MeterReport report = Samples.WithSeries([.. times.Select((all, number) => ($"m{number}", all, all.Select(time => (double?)time).ToArray()))]);
            MeterReport loaded = ParquetRuns.Load(report.SaveParquet(folder.Path));
            for (int number = 0; number < times.Length; number++)
            {
                SeriesReport series = loaded.Series[number];
                Assert.Equal(times[number], series.Values.ToArray());
                Assert.All(series.Values.ToArray().Zip(series.ElapsedSeconds.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -1e-6, 0.1 + 1e-6));
            }
        }, iter: 60);

    [Fact]
    public void A_sample_that_is_read_across_the_edge_of_an_interval_is_one_row()
    {
        using TemporaryFolder folder = new();
        double[] early = [.. Enumerable.Range(1, 50).Select(sample => (sample / 10.0) - 0.001)], late = [.. early.Select(second => second + 0.002)];
        Samples.WithSeries(("early", early, [.. early.Select(second => (double?)second)]), ("late", late, [.. late.Select(second => (double?)second)])).SaveParquet(folder.Path);
        Assert.Equal(["50"], Duck.Column($"SELECT count(*) FROM '{folder.Path}{Duck.Samples}'"));
        Assert.Equal(["50"], Duck.Column($"SELECT count(*) FROM '{folder.Path}{Duck.Samples}' WHERE late_seconds - early_seconds BETWEEN 0 AND 0.003"));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("run='x'; DROP TABLE y; --")]
    [InlineData("a=b/c=d")]
    [InlineData("..")]
    [InlineData("名前\r\n\"")]
    public void A_hostile_name_of_run_or_host_is_never_a_path(string name)
    {
        using TemporaryFolder folder = new();
        string run = Samples.Report(report => report["name"] = name).SaveParquet(folder.Path, name);
        Assert.Equal(folder.Path, Path.GetDirectoryName(Path.GetDirectoryName(run)));
        Assert.Equal([run], ParquetRuns.Find(folder.Path));
        Assert.Equal(name, ParquetRuns.Load(run).Name);
        Assert.Equal("1", Duck.Column($"SELECT count(DISTINCT (host, run)) FROM '{folder.Path}{Duck.Samples}'").Single());
    }

    [Fact]
    public void Hostile_metric_names_become_columns_of_their_own_and_stay_in_the_metadata()
    {
        using TemporaryFolder folder = new();
        string[] names = ["a/b", "a=b", "\"; DROP", "x", "X", "device", "time", "run", ".."];
        MeterReport report = Samples.WithSeries([.. names.Select((name, number) => (name, new double[] { 0 }, new double?[] { number }))]);
        string run = report.SaveParquet(folder.Path);
        string[] columns = [.. Duck.Column($"DESCRIBE SELECT * EXCLUDE (\"time\", elapsed_ns, device) FROM read_parquet('{run}/part-00000.parquet', hive_partitioning = false)")];
        Assert.Equal(["a_b_seconds", "a_b_seconds_2", "___DROP_seconds", "x_seconds", "X_seconds_2", "device_seconds", "time_seconds", "run_seconds", "___seconds"], columns);
        Assert.Equal(Enumerable.Range(0, names.Length), report.Series.Zip(ParquetRuns.Load(run).Series).Select(pair => (int)pair.Second.Values.Span[0]));
        JsonNode described = JsonNode.Parse(Duck.Column(
            $"SELECT decode(value) FROM parquet_kv_metadata('{run}/part-00000.parquet') WHERE decode(key) = 'aimeter.columns'").Single())!;
        Assert.Equal(names, columns.Select(column => described[column]!["metric"]!.ToString()));
    }

    [Fact]
    public void A_metric_without_a_unit_cannot_take_the_place_of_a_column_of_ours()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Report(json =>
        {
            json["series"]![0]!["metric"] = "Elapsed_NS";
            json["series"]![0]!["unit"] = new JsonObject { ["symbol"] = "", ["column_suffix"] = "" };
        });
        report.SaveParquet(folder.Path);
        Assert.Equal(["1.5", "null", "0.3333333333333333"], Duck.Column(
            $"SELECT Elapsed_NS_2 FROM '{folder.Path}{Duck.Samples}' WHERE device = 'host' ORDER BY elapsed_ns"));
    }

    [Fact]
    public void Saving_again_replaces_what_was_saved_and_never_what_was_streamed()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(Samples.Report().SaveParquet(folder.Path), Samples.Report().SaveParquet(folder.Path));
        using TemporaryFolder streamed = new();
        MeterReport report = Samples.Measure(streamed);
        IOException error = Assert.Throws<IOException>(() => report.SaveParquet(streamed.Path));
        Assert.Contains("was streamed there", error.Message, StringComparison.Ordinal);
        Assert.NotNull(ParquetRuns.Load(streamed.Run));
    }

    [Fact]
    public void Many_samples_are_split_into_parts()
    {
        using TemporaryFolder folder = new();
        double[] seconds = [.. Enumerable.Range(0, 1_600_000).Select(sample => sample / 10.0)];
        double?[] values = [.. seconds.Select(second => (double?)(second % 7))];
        string run = Samples.WithSeries(("a", seconds, values), ("b", seconds, values)).SaveParquet(folder.Path);
        Assert.Equal(2, Directory.GetFiles(run, "part-*.parquet").Length);
        string[] all = Duck.Ask($"SELECT count(*), count(a_seconds), count(b_seconds), count(DISTINCT elapsed_ns) FROM '{folder.Path}{Duck.Samples}'").Single();
        Assert.All(all, count => Assert.Equal("1600000", count));
    }

    private static string WithoutSamples(MeterReport report)
    {
        JsonNode json = JsonNode.Parse(report.ToJson())!;
        foreach (JsonNode? series in json["series"]!.AsArray())
        {
            series!["elapsed_seconds"] = series["values"] = null;
        }

        return json.ToJsonString();
    }
}
