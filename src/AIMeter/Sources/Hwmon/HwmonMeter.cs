using System.Buffers.Text;
using AIMetering.Readings;

namespace AIMetering.Sources.Hwmon;

/// <summary>One power meter of hwmon: a file that holds power, or two that hold voltage and current.</summary>
internal sealed class HwmonMeter : IDisposable
{
    private const string Denied = "the kernel does not let this user read the meter (EACCES)";
    private const string Refused = "the kernel refused to read the meter: it is disabled or gone (ENODATA, EIO)";
    private const string Garbled = "the meter holds no number";

    private readonly KeptFile _first;
    private readonly KeptFile? _second;
    private readonly double _wattsPerCount;

    private HwmonMeter(Channel channel, KeptFile first, KeptFile? second, double wattsPerCount) =>
        (Channel, _first, _second, _wattsPerCount) = (channel, first, second, wattsPerCount);

    public Channel Channel { get; }

    /// <summary>Opens a meter and reads it once.</summary>
    /// <param name="spot">Where its files are and what one count is worth.</param>
    /// <param name="device">What it measures.</param>
    /// <param name="sensor">What is known of it.</param>
    /// <param name="reason">Why there is no meter; null when there is one.</param>
    public static HwmonMeter? TryOpen(HwmonSpot spot, Device device, SensorTraits sensor, out string? reason)
    {
        KeptFile? first = null, second = null;
        try
        {
            first = new KeptFile(spot.First);
            second = spot.Second is null ? null : new KeptFile(spot.Second);
            HwmonMeter meter = new(Channel.Power(device, sensor), first, second, spot.WattsPerCount);
            reason = meter.Read(out _);
            if (reason is null)
            {
                return meter;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reason = Reason(error);
        }

        first?.Dispose();
        second?.Dispose();
        return null;
    }

    /// <summary>Reads the power.</summary>
    /// <returns>Null when it was read; otherwise the constant reason why not.</returns>
    public string? Read(out double watts)
    {
        watts = double.NaN;
        try
        {
            long other = 1;
            if (!TryRead(_first, out long one) || (_second is not null && !TryRead(_second, out other)))
            {
                return Garbled;
            }

            watts = Math.Max(0, one * other * _wattsPerCount); // an idle rail shows a current of minus one step now and then
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Reason(error);
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
    }

    private static string Reason(Exception error) => error is UnauthorizedAccessException ? Denied : Refused;

    private static bool TryRead(KeptFile file, out long value)
    {
        Span<byte> buffer = stackalloc byte[32];
        ReadOnlySpan<byte> text = file.Read(buffer).Trim(" \t\n\0"u8);
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }
}
