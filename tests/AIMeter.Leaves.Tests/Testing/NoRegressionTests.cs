using System.Text.Json.Nodes;
using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>The CPU time of a process is that of all tests that run in it.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection("alone")]
public sealed class NoRegressionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SpendingSensor _sensor = new(gainError: 0.5);

    private string Baselines => System.IO.Path.Combine(_folder.Path, "energy-baselines.json");

    private EnergyTestOptions Check => _sensor.Options with
    {
        WindowLength = TimeSpan.FromMilliseconds(200),
        TimeLimit = TimeSpan.FromSeconds(20),
        BaselineFile = Baselines,
        Undecided = WhenUndecided.Fail,
        NoSensor = WhenUndecided.Fail,
        NoBaseline = WhenUndecided.Fail,
        Tolerance = 0.2,
    };

    private EnergyTestOptions Update => Check with { UpdateBaseline = true };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_energy_as_the_baseline_passes_though_the_sensors_scale_is_far_less_sure()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(2), Update);
        EnergyMeasurement again = EnergyAssert.NoRegression("work", () => _sensor.Work(2), Check);

        Assert.Equal(EnergyVerdict.Within, again.Verdict);
        Assert.True(again.Energy.RelativeBound > 0.5, $"{again.Energy}");
    }

    [Fact]
    public void A_third_more_than_the_baseline_fails_and_the_message_tells_the_ratio()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(2), Update);
        var failure = Assert.Throws<EnergyAssertException>(() => EnergyAssert.NoRegression("work", () => _sensor.Work(2.7), Check));

        Assert.IsNotType<EnergyInconclusiveException>(failure);
        Assert.Contains("EnergyAssert.NoRegression failed: () => _sensor.Work(2.7)\n  Baseline:  ", failure.Message);
        Assert.Matches(@"Now:       1\.3\d\d times that, between 1\.\d+ and 1\.\d+", failure.Message);
    }

    [Fact]
    public void Less_than_the_baseline_passes()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(2), Update);
        Assert.Equal(EnergyVerdict.Within, EnergyAssert.NoRegression("work", () => _sensor.Work(1), Check).Verdict);
    }

    [Fact]
    public async Task Asynchronous_code_and_units_have_baselines_of_their_own()
    {
        await EnergyAssert.NoRegressionAsync("async", Async, Update);
        EnergyAssert.NoRegressionPer("units", "token", Tokens, Update);

        Assert.Equal(EnergyVerdict.Within, (await EnergyAssert.NoRegressionAsync("async", Async, Check with { Tolerance = 0.5 })).Verdict);
        Assert.Equal(EnergyVerdict.Within, EnergyAssert.NoRegressionPer("units", "token", Tokens, Check with { Tolerance = 0.5 }).Verdict);
        Assert.Throws<EnergyInconclusiveException>(() => EnergyAssert.NoRegressionPer("units", "word", Tokens, Check));

        async Task Async()
        {
            await Task.Delay(1);
            _sensor.Work(2);
        }

        double Tokens()
        {
            _sensor.Work(2);
            return 8;
        }
    }

    [Fact]
    public void Without_a_baseline_for_this_machine_nothing_is_claimed_and_the_remedy_is_told()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(2), Update);
        JsonNode file = JsonNode.Parse(File.ReadAllText(Baselines))!;
        file["baselines"]![0]!["fingerprint"] = "another-machine";
        File.WriteAllText(Baselines, file.ToJsonString());

        var failure = Assert.Throws<EnergyInconclusiveException>(() => EnergyAssert.NoRegression("work", () => _sensor.Work(2), Check));
        Assert.Contains("no baseline 'work' for this machine", failure.Message);
        Assert.Contains("sim0 simulated CPU by spending", failure.Message);
        Assert.Contains("AIMETER_UPDATE_BASELINES=1", failure.Message);
    }

    [Fact]
    public void Updating_replaces_its_own_baseline_only()
    {
        EnergyAssert.NoRegression("b", () => _sensor.Work(2), Update);
        EnergyAssert.NoRegression("a", () => _sensor.Work(2), Update);
        EnergyAssert.NoRegression("b", () => _sensor.Work(4), Update);

        JsonArray baselines = JsonNode.Parse(File.ReadAllText(Baselines))!["baselines"]!.AsArray();
        Assert.Equal(["a", "b"], baselines.Select(each => (string)each!["name"]!));
        Assert.InRange((double)baselines[1]!["energy"]!["mean"]!, 3.5, 4.5);
        Assert.Equal(Baselines, Assert.Single(Directory.GetFiles(_folder.Path)));
    }

    [Fact]
    public void Where_no_sensor_measures_CPU_time_stands_in_and_the_message_says_so()
    {
        EnergyTestOptions blind = Check with
        {
            Time = TimeProvider.System,
            Configure = each => each.WithSysRoot(_folder.Path).WithoutEstimates(),
            Tolerance = 1,
            WarmUpRuns = 500,
        };
        EnergyAssert.NoRegression("spin", () => Spin(20_000), blind with { UpdateBaseline = true });

        var failure = Assert.Throws<EnergyAssertException>(() => EnergyAssert.NoRegression("spin", () => Spin(2_000_000), blind));
        Assert.Contains("CPU time stands in, because the energy is not known", failure.Message);
        Assert.Contains("Measured:  unknown", failure.Message);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("""{"version":2,"baselines":[]}""", "of version 2")]
    [InlineData("""{"version":1}""", "no list of baselines")]
    [InlineData("""{"version":1,"baselines":[null]}""", "make no sense")]
    [InlineData("""{"version":1,"baselines":[{"name":"x","unit":"run","machine":"m","fingerprint":"f","cpu_time":{"mean":-1,"standard_error":0,"edge":0,"windows":5},"method":"none","recorded_on":"2026-01-01"}]}""", "figures of 'x' make no sense")]
    public void A_file_that_is_broken_is_told_with_its_path_and_remedy(string text, string words)
    {
        File.WriteAllText(Baselines, text);
        var error = Assert.Throws<IOException>(() => EnergyAssert.NoRegression("x", () => _sensor.Work(2), Check));
        Assert.Contains(words, error.Message);
        Assert.Contains(Baselines, error.Message);
        Assert.Contains("version control", error.Message);
    }

    [Fact]
    public void A_source_file_of_another_machine_asks_for_a_full_path()
    {
        var error = Assert.Throws<IOException>(() => EnergyAssert.NoRegression("x", () => _sensor.Work(2), Check with { BaselineFile = null }, caller: "/nowhere/at all/Tests.cs"));
        Assert.Contains("EnergyTestOptions.BaselineFile", error.Message);
    }

    [Fact]
    public void The_default_file_lies_beside_the_test_also_where_paths_were_mapped()
    {
        string test = System.IO.Path.Combine(AppContext.BaseDirectory, "somewhere", "Tests.cs");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(test)!);
        EnergyAssert.NoRegression("mapped", () => _sensor.Work(2), Update with { BaselineFile = null }, caller: "/_/somewhere/Tests.cs");

        string written = System.IO.Path.Combine(AppContext.BaseDirectory, "somewhere", "energy-baselines.json");
        Assert.Contains("\"mapped\"", File.ReadAllText(written));
        File.Delete(written);
    }

    private static void Spin(int rounds)
    {
        double sum = 0;
        for (int i = 0; i < rounds; i++)
        {
            sum += Math.Sqrt(i);
        }

        GC.KeepAlive(sum);
    }
}
