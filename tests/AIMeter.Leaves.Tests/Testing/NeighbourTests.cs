using System.Diagnostics;
using System.Text.Json.Nodes;
using AIMetering.Readings;
using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>What other processes use is no fault of the tested code. Alone, since what other tests of this process use is taken for its own.</summary>
[Collection("alone")]
public sealed class NeighbourTests
{
    [Fact]
    public void Energy_of_other_processes_is_told_of_and_fails_no_test()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only /proc tells how busy the whole machine is.");
        EnergyTestOptions options = new()
        {
            Configure = each => each.WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates().AddSource(new SteadyMachine()),
            WindowLength = TimeSpan.FromMilliseconds(200),
            Undecided = WhenUndecided.Pass,
        };
        using Process neighbour = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "while :; do :; done"]))!;
        try
        {
            EnergyMeasurement crowded = EnergyAssert.AtMost(Energy.FromMillijoules(1), () => Thread.Sleep(1), options); // 10 W for a millisecond and more
            Assert.Contains("other processes kept CPUs busy meanwhile", crowded.Reason);
            Assert.Contains("Beside:    other processes kept ", crowded.ToString());
            Assert.True(crowded.OtherCpus > 0.1, $"{crowded.OtherCpus}");

            using TemporaryFolder folder = new();
            EnergyTestOptions compared = options with { BaselineFile = Path.Combine(folder.Path, "baselines.json") };
            EnergyAssert.NoRegression("sleep", () => Thread.Sleep(1), compared with { UpdateBaseline = true, MaxWindows = 5 });
            Sharpen(compared.BaselineFile);
            EnergyMeasurement longer = EnergyAssert.NoRegression("sleep", () => Thread.Sleep(100), compared with { UpdateBaseline = false });
            Assert.True(longer.Reason!.Contains("other processes kept CPUs busy meanwhile", StringComparison.Ordinal), $"{longer}");
        }
        finally
        {
            neighbour.Kill();
        }
    }

    // How long a busy machine lets sleep last, and how much that differs, is not the matter here.
    private static void Sharpen(string baselines)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(baselines))!;
        JsonNode energy = root["baselines"]![0]!["energy"]!;
        (energy["mean"], energy["standard_error"], energy["edge"], energy["windows"]) = (0.01, 0, 0, 100); // 10 W for a millisecond
        File.WriteAllText(baselines, root.ToJsonString());
    }

    /// <summary>A machine that draws 10 W whatever runs.</summary>
    private sealed class SteadyMachine : Sources.IMetricSampler
    {
        private readonly long _origin = TimeProvider.System.GetTimestamp();

        public string Name => "steady";

        public bool MayBlock => false;

        public IReadOnlyList<Channel> Channels { get; } =
            [Channel.EnergyCounter(new("cpu0", DeviceKind.Cpu), new() { RefreshPeriod = TimeSpan.FromMilliseconds(0.1), MaxPowerWatts = 20 })];

        public void Sample(Sources.SampleWriter writer) => writer.Write(0, 10 * TimeProvider.System.GetElapsedTime(_origin).TotalSeconds);
    }
}
