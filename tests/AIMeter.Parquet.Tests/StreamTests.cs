using System.Globalization;
using System.Text.Json.Nodes;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Export.Tests;

public class StreamTests
{
    [Fact]
    public void What_is_streamed_is_what_the_report_keeps()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        foreach (SeriesReport series in report.Series.Where(series => series.Source == "counting"))
        {
            double[] kept = [.. series.Values.ToArray().Where(value => !double.IsNaN(value))];
            string column = series.Channel.ColumnName[(series.Channel.Device.Id.Length + 1)..];
            string[] row = Duck.Ask(
                $"SELECT count({column}), sum({column}), min(host), min(run) FROM read_parquet('{folder.Path}{Duck.Samples}', hive_partitioning = true) WHERE device = '{series.Channel.Device.Id}'").Single();
            Assert.Equal(1, series.ThinnedBy);
            Assert.Equal([$"{kept.Length}", kept.Sum().ToString(CultureInfo.InvariantCulture)], row[..2]);
            Assert.Equal($"host={row[2]}/run={row[3]}", Path.GetRelativePath(folder.Path, folder.Run).Replace('\\', '/'));
            Assert.Equal(RunFiles.Stem(report), row[3]);
        }
    }

    [Fact]
    public void No_reading_is_lost_doubled_or_put_in_another_row()
    {
        using TemporaryFolder folder = new();
        Samples.Measure(folder);
        string rows = $"FROM '{folder.Path}{Duck.Samples}' WHERE device = 'plug1' AND";
        double[] counts = Duck.Numbers($"SELECT count_count {rows} count_count IS NOT NULL ORDER BY elapsed_ns");
        Assert.True(counts.Length >= 58);
        Assert.Equal(Enumerable.Range((int)counts[0], counts.Length).Select(value => (double)value), counts);
        Assert.Equal(counts.Where(value => value % 2 == 1).Select(value => -value), Duck.Numbers($"SELECT odd_celsius {rows} odd_celsius IS NOT NULL ORDER BY elapsed_ns"));

        // Read together, written together, unless the reading itself was held up.
        Assert.Equal(0, Duck.Number($"SELECT count(*) {rows} odd_celsius <> -count_count"));
        Assert.True(Duck.Number($"SELECT count(*) {rows} odd_celsius = -count_count") > 10);
    }

    [Fact]
    public void Columns_are_typed_and_rows_are_in_the_order_of_time()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        string[] types = [.. Duck.Ask($"DESCRIBE SELECT \"time\", elapsed_ns, device, count_count FROM '{folder.Path}{Duck.Samples}'").Select(row => row[1])];
        Assert.Equal(["TIMESTAMP WITH TIME ZONE", "BIGINT", "VARCHAR", "DOUBLE"], types);
        long[] times = [.. Duck.Column($"SELECT elapsed_ns FROM '{folder.Path}{Duck.Samples}'").Select(long.Parse)];
        Assert.Equal(times.Order(), times);
        double offset = Duck.Number($"SELECT max(abs(epoch_us(\"time\") - {report.StartedAt.ToUnixTimeMilliseconds() * 1000L + report.StartedAt.Microsecond} - elapsed_ns // 1000)) FROM '{folder.Path}{Duck.Samples}'");
        Assert.InRange(offset, 0, 1); // the ticks below a microsecond
    }

    [Fact]
    public void Series_of_the_program_have_a_row_per_value_and_keep_what_is_not_a_number()
    {
        using TemporaryFolder folder = new();
        Samples.Measure(folder);
        string[][] rows = Duck.Ask($"SELECT series, value, unit FROM '{folder.Path}{Duck.User}' ORDER BY elapsed_ns");
        Assert.Equal(["user.loss 0.5", "user.loss NaN", "user.a/b='c\" 7"], rows.Select(row => $"{row[0]} {row[1]}"));
        Assert.All(rows, row => Assert.Equal("", row[2]));
    }

    [Fact]
    public void Results_stand_beside_the_samples_when_the_session_has_ended()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        Assert.Equal(
            ["_manifest.json", "_phases/phases-00000.parquet", "_results/energy.parquet", "_results/intervals.parquet", "_results/phases.parquet", "_results/units.parquet", "_user/user-00000.parquet", "part-00000.parquet"],
            folder.Files.Where(file => file != "_results/carbon.parquet"));
        Assert.Equal(["decode"], Duck.Column($"SELECT phase FROM '{folder.Run}/_results/phases.parquet'"));
        Assert.Equal(report.Energy.Energy?.Joules, NumberOrNull(
            $"SELECT energy_joules FROM '{folder.Run}/_results/energy.parquet' WHERE part = 'total' AND phase IS NULL"));
        double inside = Duck.Number(
            $"SELECT count(*) FROM '{folder.Path}{Duck.Samples}' s JOIN '{folder.Run}/_results/intervals.parquet' p ON s.elapsed_ns BETWEEN p.begin_ns AND p.end_ns WHERE device = 'plug0'");
        (TimeSpan start, TimeSpan end) = report.FindPhase("decode")!.Runs[0];
        SeriesReport series = report.Series.First(each => each.Channel.Device.Id == "plug0");
        int expected = series.ElapsedSeconds.ToArray().Count(seconds => start.TotalSeconds <= seconds && seconds <= end.TotalSeconds);
        Assert.True(expected > 10, $"{expected} samples");
        Assert.InRange(inside, expected - 1, expected + 1); // a row bears the time of its first read
    }

    [Fact]
    public void The_manifest_tells_run_machine_channels_and_report()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder, "a/b");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Run, "_manifest.json")))!;
        Assert.Equal(
            ["aimeter-run", "1", "finished", "a/b", report.RunId, "streamed"],
            new[] { "format", "schema_version", "state", "name", "run_id", "samples" }.Select(name => manifest[name]!.ToString()));
        Assert.Equal(report.StartedAt, manifest["started_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(report.Machine!.OperatingSystem, manifest["machine"]!["operating_system"]!.ToString());
        JsonNode odd = manifest["channels"]!.AsArray().First(channel => channel!["series"]!.ToString() == "plug0.odd")!;
        Assert.Equal(["odd_celsius", "°C", "counting"], new[] { "column", "unit", "source" }.Select(name => odd[name]!.ToString()));
        Assert.All(manifest["report"]!["series"]!.AsArray(), series => Assert.Empty(series!["values"]!.AsArray()));
        Assert.Equal(report.Energy.ToString(), ParquetRuns.Load(folder.Run).Energy.ToString());
    }

    [Fact]
    public void Unit_and_source_are_in_the_metadata_of_column_and_file()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        string part = Path.Combine(folder.Run, "part-00000.parquet");
        string column = Duck.Column(
            $"SELECT decode(key_value_metadata['unit']) || ' ' || decode(key_value_metadata['source']) FROM parquet_metadata('{part}') WHERE path_in_schema = 'odd_celsius' AND row_group_id = 0").Single();
        Assert.Equal("°C counting", column);
        JsonNode columns = JsonNode.Parse(Duck.Column(
            $"SELECT decode(value) FROM parquet_kv_metadata('{part}') WHERE decode(key) = 'aimeter.columns'").Single())!;
        Assert.Equal("°C", columns["odd_celsius"]!["unit"]!.ToString());
        Assert.Equal(report.RunId, Duck.Column(
            $"SELECT decode(value) FROM parquet_kv_metadata('{part}') WHERE decode(key) = 'aimeter.run_id'").Single());
    }

    [Fact]
    public void A_loaded_run_is_the_report_with_the_streamed_samples()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        MeterReport loaded = ParquetRuns.Load(Assert.Single(ParquetRuns.Find(folder.Path)));
        Assert.Equal(report.RunId, loaded.RunId);
        Assert.Equal(report.Series.Count, loaded.Series.Count);
        SeriesReport kept = Series(report, "plug0.count"), read = Series(loaded, "plug0.count");
        Assert.Equal(kept.Values.ToArray(), read.Values.ToArray());
        Assert.All(kept.ElapsedSeconds.ToArray().Zip(read.ElapsedSeconds.ToArray()), pair =>
            Assert.InRange(pair.First - pair.Second, -1e-6, report.SamplingInterval.TotalSeconds));
        Assert.Equal(report.FindPhase("decode")!.Energy.ToString(), loaded.FindPhase("decode")!.Energy.ToString());
    }

    [Fact]
    public void Runs_of_a_folder_are_one_table()
    {
        using TemporaryFolder folder = new();
        Samples.Measure(folder, "one");
        Samples.Measure(folder, "two", source: new(devices: 1, further: 3));
        string[][] runs = Duck.Ask(
            $"SELECT run, max(count_count), max(noise2) IS NULL FROM read_parquet('{folder.Path}{Duck.Samples}', union_by_name = true) GROUP BY run ORDER BY run");
        Assert.Equal(["one", "two"], runs.Select(run => run[0][..3]));
        Assert.Equal(["True", "False"], runs.Select(run => run[2]));
    }

    [Fact]
    public void A_run_without_readings_has_a_manifest_and_no_parts()
    {
        using TemporaryFolder folder = new();
        using (AIMeter.Configure("empty").SampleEvery(TimeSpan.FromSeconds(10)).WriteTo.Parquet(folder.Path, TimeSpan.FromSeconds(1)).Start())
        {
        }

        Assert.NotNull(ParquetRuns.Load(folder.Run));
        Assert.DoesNotContain(folder.Files, file => file.Contains("journal", StringComparison.Ordinal) || file.EndsWith("lock", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_run_is_split_into_parts_while_it_is_measured()
    {
        using TemporaryFolder folder = new();
        long recorded = 0;
        Counter delivered = new();
        using (MeterSession meter = AIMeter.Configure("long").KeepHistory(1 << 20).WriteTo.Parquet(folder.Path).Start())
        {
            meter.Readings.Subscribe(delivered);
            for (; !Directory.Exists(Path.Combine(folder.Run, "_user")) && recorded < 20_000_000; delivered.Await(recorded))
            {
                for (int burst = 0; burst < 40_000; burst++) // a session drops what it cannot hand on: more than 65,536
                {
                    meter.Record("step", recorded++);
                }
            }

            meter.Record("step", recorded++); // after the first part
            Assert.Equal("running", JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Run, "_manifest.json")))!["state"]!.ToString());
        }

        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder.Run, "_user")).Length);
        string[] all = Duck.Ask($"SELECT count(*), sum(value), count(DISTINCT value) FROM '{folder.Path}{Duck.User}'").Single();
        Assert.Equal([$"{recorded}", $"{recorded * (recorded - 1) / 2}", $"{recorded}"], all);
    }

    [Theory]
    [InlineData("")]
    [InlineData("run.parquet")]
    public void A_file_name_is_refused_where_a_folder_is_needed(string folder)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AIMeter.Configure("x").WriteTo.Parquet(folder));
        Assert.Contains($"WriteTo.Parquet was given '{folder}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("name a folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("above zero", Assert.Throws<ArgumentOutOfRangeException>(
            () => AIMeter.Configure("x").WriteTo.Parquet("runs", TimeSpan.Zero)).Message, StringComparison.Ordinal);
    }

    private static SeriesReport Series(MeterReport report, string name) => report.Series.Single(series => series.Channel.FullName == name);

    private static double? NumberOrNull(string sql) => Duck.Column(sql).Single() is "null" ? null : Duck.Number(sql);

    private sealed class Counter : IObserver<Reading>
    {
        private long _count;

        public void Await(long count) => SpinWait.SpinUntil(() => Volatile.Read(ref _count) >= count, TimeSpan.FromMinutes(1));

        public void OnNext(Reading value) => _count += value.Channel.Metric == "step" ? 1 : 0;

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
