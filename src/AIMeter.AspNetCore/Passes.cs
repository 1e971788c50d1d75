using AIMetering.Readings;

namespace AIMetering.AspNetCore;

/// <summary>A request's ways through the pipeline: one, or two where an error page is shown by way of the pipeline once more.</summary>
internal sealed class Passes(ShareScope last, Passes? before)
{
    public ShareScope Last { get; } = last;

    public EnergyResult Energy => before is null ? Last.Energy : Sum(before.Energy, Last.Energy);

    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices => before is null ? Last.Devices :
        [.. before.Devices.Zip(Last.Devices, (first, second) => (first.Device, Sum(first.Energy, second.Energy)))];

    public TimeSpan Duration => Last.Duration + (before?.Duration ?? TimeSpan.Zero);

    // Both are of the same devices: what one lacks, the other lacks too, and says so once.
    private static EnergyResult Sum(EnergyResult first, EnergyResult second) =>
        !first.IsKnown ? first
        : !second.IsKnown ? second
        : EnergyResult.Known(
            first.Energy!.Value + second.Energy!.Value, first.Low!.Value + second.Low!.Value, first.High!.Value + second.High!.Value,
            second.Method!.Value, second.Source, first.Caveats | second.Caveats, second.Missing);
}
