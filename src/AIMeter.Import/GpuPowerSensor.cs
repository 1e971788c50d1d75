using AIMetering.Readings;

namespace AIMetering.Importing;

/// <summary>What is published about the power that nvidia-smi and DCGM give, by the GPU's name: a file does not tell its architecture.</summary>
/// <remarks>
/// Periods and averaging windows: Yang, Adamek, Armour, "Accurate and Convenient Energy Measurements for GPUs" (SC'24); the scale error is
/// the widest that was published for boards of data centers. As for live GPUs (docs/sources/nvml.md).
/// </remarks>
internal static class GpuPowerSensor
{
    private const double GainError = 0.05;

    private static readonly (string[] Words, int Period, int Window)[] Known =
    [
        (["A100", "A800", "A30"], 100, 25),                                                       // GA100 looks a quarter of the time
        (["V100", "V100S", "P100"], 20, 10),
        (["T4", "2060", "2070", "2080", "T1000"], 100, 100),                                      // Turing
        (["H100", "H800", "H200", "H20", "GH200"], 100, 1000),                                    // a mean of one second
        (["A2", "A10", "A16", "A40", "A4000", "A5000", "A6000", "L4", "L40", "L40S", "3060", "3070", "3080", "3090", "4060", "4070", "4080", "4090", "Ada"], 100, 1000),
    ];

    /// <summary>The traits of a GPU's power; the window is left open for a name that is not known.</summary>
    public static SensorTraits Of(string name)
    {
        HashSet<string> words = [.. name.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries)];
        foreach ((string[] known, int period, int window) in Known)
        {
            if (known.Any(words.Contains))
            {
                return Traits(period, TimeSpan.FromMilliseconds(window));
            }
        }

        return Traits(100, null);
    }

    private static SensorTraits Traits(int period, TimeSpan? window) => new()
    {
        RefreshPeriod = TimeSpan.FromMilliseconds(period),
        AveragingWindow = window,
        GainError = GainError,
    };
}
