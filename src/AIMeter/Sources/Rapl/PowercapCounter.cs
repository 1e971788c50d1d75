namespace AIMetering.Sources.Rapl;

/// <summary>The counter of a powercap zone: microjoules, as decimal text.</summary>
internal sealed class PowercapCounter(RaplDomain domain, PowercapZone zone) : IRaplCounter
{
    /// <summary>Why a read failed that the kernel refused for lack of rights.</summary>
    public const string Denied = "energy_uj may be read by root only (EACCES)";

    /// <summary>Why a read failed otherwise.</summary>
    public const string Refused = "the kernel refused to read energy_uj: the counter or its CPU is gone";

    /// <summary>Why a text was no count.</summary>
    public const string Garbled = "energy_uj holds no number";

    private readonly KeptFile _file = new(zone.EnergyFile);

    public RaplDomain Domain { get; } = domain;

    public double JoulesPerCount => 1e-6;

    public double? WrapsAt { get; } = PowercapTree.WrapsAt(zone);

    /// <summary>Opens the counter of a zone and reads it once.</summary>
    /// <param name="domain">The domain of the zone.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="first">The first count.</param>
    /// <param name="reason">Why there is no counter; null when there is one.</param>
    public static PowercapCounter? TryOpen(RaplDomain domain, PowercapZone zone, out double first, out string? reason)
    {
        first = double.NaN;
        try
        {
            PowercapCounter counter = new(domain, zone);
            reason = counter.Read(out first);
            if (reason is null)
            {
                return counter;
            }

            counter.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reason = Reason(error);
        }

        return null;
    }

    public string? Read(out double counts)
    {
        counts = double.NaN;
        try
        {
            if (!_file.TryReadNumber(out ulong microjoules))
            {
                return Garbled;
            }

            counts = microjoules;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Reason(error);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Reason(Exception error) => error is UnauthorizedAccessException ? Denied : Refused;
}
