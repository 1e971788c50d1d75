using AIMetering.Readings;

namespace AIMetering.Sources.Rapl;

/// <summary>What is known of RAPL counters as sensors, whichever interface shows them.</summary>
internal static class RaplSensor
{
    /// <summary>The guard against impossible differences where the machine states no power limit, per socket.</summary>
    public const double DefaultMaxWatts = 2000;

    /// <summary>The register has 32 bits, so its whole range holds so many of the hardware's own steps (Intel SDM volume 3).</summary>
    private const double CountsOfTheRegister = 4294967296;

    /// <summary>2^-14 J: the coarsest step of the usual energy units, for interfaces that show neither step nor range.</summary>
    private const double CoarsestUsualStep = 1.0 / 16384;

    /// <summary>"About every 1 ms", with some jitter (Intel SDM volume 3, RAPL interfaces; Khan et al. 2018).</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(1);

    /// <summary>The jitter is not specified: one update that came late by a whole period is still normal.</summary>
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromMilliseconds(2);

    /// <summary>The traits of a counter.</summary>
    /// <remarks>
    /// No vendor states an error. Counters that measure agree with meters at the supply to a few percent, so 5 % is assumed;
    /// counters that model miss, among others, power that depends on the data, so 10 % is assumed.
    /// </remarks>
    public static SensorTraits Traits(CpuIdentity cpu, double joulesPerCount, double? wrapsAt, double maxWatts) => new()
    {
        JoulesPerCount = joulesPerCount,
        QuantumJoules = wrapsAt is { } range ? range * joulesPerCount / CountsOfTheRegister : CoarsestUsualStep,
        WrapsAt = wrapsAt,
        RefreshPeriod = Refresh,
        LongestRefreshPeriod = LongestRefresh,
        GainError = cpu.ModelsItsEnergy ? 0.10 : 0.05,
        MaxPowerWatts = maxWatts,
    };

    /// <summary>What a reader must know of the counters on this CPU, one clause each.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="domains">The domains that are read.</param>
    public static IEnumerable<string> Notes(CpuIdentity cpu, IReadOnlyList<RaplDomain> domains)
    {
        if (cpu.ModelsItsEnergy)
        {
            yield return "this CPU models its energy from activity instead of measuring it " +
                "and misses power that depends on the data (error bound 10 %)";
        }

        if (cpu.IsIntel && cpu.HasSgx)
        {
            yield return "SGX is enabled, so the counters may be filtered (INTEL-SA-00389): trust long windows only";
        }

        if (domains.All(domain => domain.Part != RaplPart.Dram))
        {
            yield return "there is no DRAM counter, so the energy of the memory is unknown";
        }
    }
}
