using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AIMetering.Readings;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Reports.Json;

public class ReportJsonTests
{
    private static readonly Gen<double> AnyNumber = Gen.OneOf(
        Gen.Double, Gen.Double[-1e3, 1e3], Gen.OneOf(new[] { 0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue }.Select(Gen.Const).ToArray()));

    [Theory]
    [InlineData("chat")]
    [InlineData("")]
    [InlineData("\"}],\u001b\n\u2028 </script> 名前 🦙")]
    public void A_report_survives_the_round_trip_exactly(string name)
    {
        MeterReport report = SampleReports.Full(name);
        Same(report, MeterReport.FromJson(report.ToJson()), "report");
    }

    [Fact]
    public void The_schema_of_version_1_is_kept() => Approved.Check("Json/full-report.approved.json", SampleReports.Full().ToJson());

    [Fact]
    public void The_energy_over_time_survives_knot_by_knot()
    {
        (long[] ticks, double[] joules, double[] low, double[] high) = MeterReport.FromJson(SampleReports.Full().ToJson()).Timeline!.Knots;
        (long[] expectedTicks, double[] expectedJoules, double[] expectedLow, double[] expectedHigh) = SampleReports.Full().Timeline!.Knots;
        Assert.Equal(expectedTicks, ticks);
        Assert.Equal(expectedJoules, joules);
        Assert.Equal(expectedLow, low);
        Assert.Equal(expectedHigh, high);
    }

    [Fact]
    public void A_report_of_nothing_survives_too() =>
        Same(SampleReports.Blind(), MeterReport.FromJson(SampleReports.Blind().ToJson()), "report");

    [Fact]
    public void The_sample_sets_every_property_so_that_the_round_trip_proves_something() =>
        Assert.Empty(Unset(SampleReports.Full(), "report").Distinct());

    [Fact]
    public void Any_samples_and_times_survive() => Gen.Select(
        AnyNumber.Array[0, 40], Gen.Long[0, 1L << 50], Gen.Double[0, 1e12], Gen.Double[0, 1e6], Gen.String)
        .Sample((values, ticks, joules, bound, text) =>
        {
            MeterReport report = With(values, ticks, joules, bound, text);
            Same(report, MeterReport.FromJson(report.ToJson()), "report");
        }, iter: 500);

    [Fact]
    public void The_text_is_the_same_in_every_culture()
    {
        string invariant = SampleReports.Full().ToJson();
        using CommaCulture german = new();
        Assert.Equal(invariant, SampleReports.Full().ToJson());
        Same(SampleReports.Full(), MeterReport.FromJson(invariant), "report");
    }

    [Fact]
    public void Every_quantity_has_its_unit_in_the_name_of_its_property()
    {
        using JsonDocument document = JsonDocument.Parse(SampleReports.Full().ToJson());
        string[] units = ["_joules", "_watts", "_seconds", "_counts", "_bytes", "_grams", "_grams_per_kilowatt_hour", "grams_per_unit", "_litres", "litres_per_kilowatt_hour", "_degrees", "relative_gain_error", "percent_of_one_core", "joules_per_count"];
        string[] unitless =
        [
            "schema_version", "count", "depth", "unfinished", "samples", "failed_reads", "missed_ticks", "gaps", "counter_resets",
            "counter_wraps", "impossible_deltas", "reads", "shared_by_sessions", "logical_cpus", "thinned_by", "cpu_time_share",
            // In the currency, the thing or the original unit that stands beside them.
            "price_per_kilowatt_hour", "amount", "low_amount", "high_amount", "lowest_original_value", "highest_original_value", "fraction",
            "pue", "energy_share", "revision", "dropped_values", "pue_year", "published_year",
            // In the unit of the series, which its statistics_unit or unit names.
            "mean", "min", "max", "mode", "standard_deviation", "p50", "p95", "p99", "values",
        ];
        Assert.All(Numbers(document.RootElement, ""), name => Assert.True(units.Any(name.EndsWith) || unitless.Contains(name), name));
    }

    [Fact]
    public void Missing_is_null_and_never_zero()
    {
        using JsonDocument document = JsonDocument.Parse(SampleReports.Blind().ToJson());
        JsonElement energy = document.RootElement.GetProperty("energy");
        Assert.Equal(JsonValueKind.Null, energy.GetProperty("energy_joules").ValueKind);
        Assert.Equal("nothing was measured", energy.GetProperty("reason").GetString());
        Assert.Contains("[1.5,null,0.3333333333333333]", SampleReports.Full().ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_samples_all_else_is_there()
    {
        MeterReport report = SampleReports.Full();
        JsonNode whole = JsonNode.Parse(report.ToJson())!;
        foreach (JsonNode? series in whole["series"]!.AsArray())
        {
            series!["elapsed_seconds"] = new JsonArray();
            series["values"] = new JsonArray();
        }

        using MemoryStream stream = new();
        report.WriteJson(stream, samples: false);
        Assert.Equal(whole.ToJsonString(), JsonNode.Parse(stream.ToArray())!.ToJsonString());
        Assert.Equal(report.ToJson(samples: false), Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(report.Series[0].Statistics, MeterReport.FromJson(report.ToJson(samples: false)).Series[0].Statistics);
        Assert.Equal(report.ToJson(), report.ToJson(samples: true));
    }

    [Fact]
    public void A_newer_schema_is_refused_with_both_versions_and_a_remedy()
    {
        string newer = SampleReports.Full().ToJson().Replace("\"schema_version\": 1", "\"schema_version\": 2", StringComparison.Ordinal);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MeterReport.FromJson(newer));
        Assert.Contains("schema version 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update the AIMeter package", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_of_another_shape_is_refused_in_the_same_words()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => MeterReport.FromJson("""{"format":"aimeter-report","schema_version":7,"energy":[1,2]}"""));
        Assert.Contains("schema version 7", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"name":"x","version":3}""")]
    public void Other_json_is_called_no_report(string json) =>
        Assert.Contains("not a report of AIMeter", Assert.Throws<InvalidDataException>(() => MeterReport.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_its_path()
    {
        string json = SampleReports.Full().ToJson().TrimEnd();
        string path = Path.Combine(Directory.CreateTempSubdirectory("aimeter").FullName, "cut.json");
        Gen.Int[0, json.Length - 1].Sample(length =>
        {
            File.WriteAllText(path, json[..length]);
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => MeterReport.Load(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void A_file_with_a_garbled_byte_loads_or_is_refused_but_never_ends_in_another_error()
    {
        byte[] json = Encoding.UTF8.GetBytes(SampleReports.Full().ToJson());
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] garbled = [.. json];
            garbled[at] = value;
            try
            {
                Assert.NotNull(MeterReport.FromJson(Encoding.UTF8.GetString(garbled)).Name);
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith("The text ", error.Message, StringComparison.Ordinal);
            }
        }, iter: 3000);
    }

    [Theory]
    [InlineData("\"low_joules\": 1189.5678", "\"low_joules\": 99999", "enclose")]
    [InlineData("\"device\": \"gpu0\"", "\"device\": \"gpu7\"", "gpu7")]
    [InlineData("\"duration_seconds\": 12.3456789", "\"duration_seconds\": 1e300", "contradicts itself")]
    [InlineData("\"method\": \"counter\"", "\"method\": \"guessed\"", "damaged")]
    public void A_report_that_contradicts_itself_is_refused(string said, string instead, string message)
    {
        string json = SampleReports.Full().ToJson();
        Assert.Contains(said, json, StringComparison.Ordinal);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => MeterReport.FromJson(json.Replace(said, instead, StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_so() =>
        Assert.ThrowsAny<IOException>(() => MeterReport.Load("/nowhere/run.json"));

    [Fact]
    public void Properties_this_version_does_not_know_are_passed_over()
    {
        string json = SampleReports.Full().ToJson().Replace("\"run_id\":", "\"later\": {\"added\": [1]}, \"run_id\":", StringComparison.Ordinal);
        Same(SampleReports.Full(), MeterReport.FromJson(json), "report");
    }

    [Fact]
    public void The_stream_stays_open()
    {
        using MemoryStream stream = new();
        SampleReports.Full().WriteJson(stream);
        Assert.Equal(SampleReports.Full().ToJson(), Encoding.UTF8.GetString(stream.ToArray()));
        Assert.True(stream.CanWrite);
    }

    private static MeterReport With(double[] values, long ticks, double joules, double bound, string text)
    {
        Device device = new("x", DeviceKind.Other, text);
        return new()
        {
            Name = text,
            RunId = "1",
            StartedAt = DateTimeOffset.UnixEpoch.AddTicks(ticks % TimeSpan.TicksPerDay),
            Duration = TimeSpan.FromTicks(ticks),
            SamplingInterval = TimeSpan.FromTicks(ticks / 3),
            Energy = SampleReports.Known(joules, bound, MeasurementMethod.Integrated, text),
            MeasuredEnergy = EnergyResult.Unknown(text),
            Devices = [],
            Phases = [],
            Units = [],
            Series =
            [
                new()
                {
                    Channel = Channel.Gauge(device, "m", new(text, "unit")),
                    Source = text,
                    StatisticsUnit = MetricUnit.None,
                    Values = values,
                    ElapsedSeconds = values,
                },
            ],
            Sources = [SourceStatus.Unavailable(text, text)],
            Quality = new(),
            Overhead = new(),
            Notes = [text],
        };
    }

    // Compares by reflection, so that a property added to the model fails here until the JSON form carries it.
    private static void Same(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null || expected is string || expected.GetType().IsPrimitive || expected.GetType().IsEnum)
        {
            Assert.True(Equals(Plain(expected), Plain(actual)), $"{path}: {expected} became {actual}");
            return;
        }

        Assert.Equal(Items(expected) is null, Items(actual) is null);
        if (Items(expected) is { } items)
        {
            object?[] others = Items(actual)!;
            Assert.True(items.Length == others.Length, $"{path}: {items.Length} items became {others.Length}");
            for (int i = 0; i < items.Length; i++)
            {
                Same(items[i], others[i], $"{path}[{i}]");
            }

            return;
        }

        foreach ((string name, object? value, object? other) in Members(expected, actual))
        {
            Same(value, other, $"{path}.{name}");
        }
    }

    // A lone surrogate is no text; UTF-8 replaces it.
    private static object? Plain(object? value) => value switch
    {
        string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
        double number => BitConverter.DoubleToInt64Bits(number),
        _ => value,
    };

    private static object?[]? Items(object value) => value switch
    {
        ReadOnlyMemory<double> memory => [.. memory.ToArray().Cast<object?>()],
        IEnumerable items and not string => [.. items.Cast<object?>()],
        _ => null,
    };

    private static IEnumerable<(string Name, object? Value, object? Other)> Members(object expected, object actual)
    {
        Type type = expected.GetType();
        if (type == typeof(TimeSpan) || type == typeof(DateTimeOffset))
        {
            return [("value", expected.ToString(), actual.ToString())];
        }

        BindingFlags flags = BindingFlags.Public | BindingFlags.Instance;
        return type.GetProperties(flags).Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => (property.Name, property.GetValue(expected), property.GetValue(actual)))
            .Concat(type.GetFields(flags).Select(field => (field.Name, field.GetValue(expected), field.GetValue(actual))));
    }

    // A property counts as set when any object of its type in the report has a value other than the default.
    private static IEnumerable<string> Unset(object root, string name)
    {
        Dictionary<string, bool> seen = [];
        Visit(root, seen);
        return seen.Where(entry => !entry.Value).Select(entry => $"{name}: {entry.Key}");
    }

    private static void Visit(object value, Dictionary<string, bool> seen)
    {
        if (value is string || value.GetType().IsPrimitive || value.GetType().IsEnum || value is TimeSpan or DateTimeOffset)
        {
            return;
        }

        foreach (object item in Items(value)?.OfType<object>() ?? [])
        {
            Visit(item, seen);
        }

        if (value.GetType().Assembly != typeof(MeterReport).Assembly)
        {
            return;
        }

        foreach (PropertyInfo property in value.GetType().GetProperties().Where(property => property.CanWrite || property.SetMethod is not null))
        {
            string key = $"{value.GetType().Name}.{property.Name}";
            object? held = property.GetValue(value);
            bool set = held is not null && !Equals(held, property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null)
                && Items(held) is not { Length: 0 };
            seen[key] = seen.GetValueOrDefault(key) || set;
            if (held is not null)
            {
                Visit(held, seen);
            }
        }
    }

    private static IEnumerable<string> Numbers(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Numbers(property.Value, property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Numbers(item, name)),
        JsonValueKind.Number => [name],
        _ => [],
    };
}
