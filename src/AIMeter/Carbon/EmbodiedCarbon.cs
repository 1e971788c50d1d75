using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>The share of making a device that falls on a run: M = TE · (TiR/EL) · (RR/ToR), of the SCI specification
/// 1.1.</summary>
public sealed record EmbodiedCarbon
{
    private static readonly TimeSpan FourYears = TimeSpan.FromDays(4 * 365);

    /// <summary>Gets what the figure is of, such as "data-centre GPU card".</summary>
    public required string Device { get; init; }

    /// <summary>Gets the emissions of making and disposing of the device (TE).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not a number.</exception>
    public required CarbonMass Total { get; init => field = Checked(value, nameof(Total))!.Value; }

    /// <summary>Gets the lower end of the published range; null when only one figure is known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not a number.</exception>
    public CarbonMass? TotalLow { get; init => field = Checked(value, nameof(TotalLow)); }

    /// <summary>Gets the upper end of the published range; null when only one figure is known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not a number.</exception>
    public CarbonMass? TotalHigh { get; init => field = Checked(value, nameof(TotalHigh)); }

    /// <summary>Gets how long the device is expected to serve (EL). The default is 4 years of 365 days, the servers' of Cloud
    /// Carbon Footprint.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public TimeSpan Lifetime
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Lifetime), value,
            $"An embodied lifetime is how long the device serves, above 0, not {value}: servers serve about 4 years, TimeSpan.FromDays(4 * 365).");
    } = FourYears;

    /// <summary>Gets the part of the device that is reserved (RR/ToR), above 0 and at most 1: 1/7 for one of seven MIG
    /// slices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public double Fraction
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Fraction), value, string.Create(
            CultureInfo.InvariantCulture, $"An embodied fraction is the reserved part of the device, above 0 and at most 1, not {value}: 1 is the whole device."));
    } = 1;

    /// <summary>Gets where the figure is from.</summary>
    public required string Source { get; init; }

    /// <summary>Gets a data-centre GPU card without its host: 164 kg, published figures run from 150 to 320 kg.</summary>
    public static EmbodiedCarbon DataCentreGpu { get; } = new()
    {
        Device = "data-centre GPU card",
        Total = CarbonMass.FromKilograms(164),
        TotalLow = CarbonMass.FromKilograms(150),
        TotalHigh = CarbonMass.FromKilograms(320),
        Source = "one eighth of an HGX H100 baseboard of 1312 kg, cradle to gate; "
            + "range from CCF, Boavizta factors and Chien et al. 2023",
    };

    /// <summary>A rack server by its parts, by the constants of Cloud Carbon Footprint.</summary>
    /// <param name="processors">CPU sockets, at least 1; the first is in the base of 1000 kg, each further one is 100 kg.</param>
    /// <param name="memoryGigabytes">DRAM; 16 GB are in the base, each further one is 1.388 kg.</param>
    /// <param name="gpus">GPU cards, 150 kg each.</param>
    /// <param name="solidStateDrives">SSDs, 100 kg each.</param>
    /// <param name="hardDisks">Hard disks, 50 kg each.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or there is no processor.</exception>
    public static EmbodiedCarbon Server(
        int processors, double memoryGigabytes, int gpus = 0, int solidStateDrives = 0, int hardDisks = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(memoryGigabytes);
        ArgumentOutOfRangeException.ThrowIfNegative(gpus);
        ArgumentOutOfRangeException.ThrowIfNegative(solidStateDrives);
        ArgumentOutOfRangeException.ThrowIfNegative(hardDisks);
        double kilograms = 1000 + (100 * (processors - 1)) + (1.388 * Math.Max(0, memoryGigabytes - 16))
            + (150 * gpus) + (100 * solidStateDrives) + (50 * hardDisks);
        return new EmbodiedCarbon
        {
            Device = "rack server",
            Total = CarbonMass.FromKilograms(kilograms),
            Source = "constants of Cloud Carbon Footprint (Teads; Dell R740 LCA), 2026-04",
        };
    }

    /// <summary>The share of a time. Reserved time counts even when the device idles.</summary>
    /// <param name="reserved">How long the device was reserved (TiR).</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public EmbodiedShare For(TimeSpan reserved)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reserved, TimeSpan.Zero);
        double share = reserved / Lifetime * Fraction;
        return new EmbodiedShare(this, reserved, Total * share, Scaled(TotalLow, share), Scaled(TotalHigh, share));
    }

    private static CarbonMass? Checked(CarbonMass? mass, string option) =>
        mass is { } given && !(given.Grams >= 0 && double.IsFinite(given.Grams))
            ? throw new ArgumentOutOfRangeException(option, given.Grams, string.Create(CultureInfo.InvariantCulture,
                $"The embodied carbon of a device is grams, a finite number of 0 or more, not {given.Grams}: leave the device out when it is not known."))
            : mass;

    private static CarbonMass? Scaled(CarbonMass? mass, double share) => mass is { } known ? known * share : null;
}

/// <summary>What of a device's making falls on a run.</summary>
/// <param name="Of">The device.</param>
/// <param name="Reserved">How long it was reserved.</param>
/// <param name="Mass">The share.</param>
/// <param name="Low">The share of the lower end of the published range; null when only one figure is known.</param>
/// <param name="High">The share of the upper end of the published range; null when only one figure is known.</param>
public sealed record EmbodiedShare(EmbodiedCarbon Of, TimeSpan Reserved, CarbonMass Mass, CarbonMass? Low, CarbonMass? High);
