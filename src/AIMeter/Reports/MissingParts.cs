using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>What a whole total would hold and this one lacks: the CPUs always, GPUs where they were asked for.</summary>
internal static class MissingParts
{
    /// <param name="recorder">The recording.</param>
    /// <param name="gpus">The GPUs that were asked for by name; null when none were.</param>
    /// <param name="isDisabled">Whether measuring was turned off.</param>
    public static IEnumerable<(string Name, EnergyResult Result)> Of(SessionRecorder recorder, string? gpus, bool isDisabled)
    {
        if (!recorder.Tracks.Any(track => track.Channel.Device is { Kind: DeviceKind.Cpu, InTotal: true }))
        {
            yield return ("CPU", EnergyResult.Unknown(isDisabled ? "measuring was turned off" : "no source of CPU energy is ready"));
        }

        if (gpus is not null && !recorder.Tracks.Any(track => track.Channel.Device.Kind == DeviceKind.Gpu))
        {
            yield return ("GPU", EnergyResult.Unknown($"GPUs {gpus} were asked for, but no GPU source is ready"));
        }
    }
}
