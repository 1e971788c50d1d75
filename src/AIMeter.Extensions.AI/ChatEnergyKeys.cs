namespace AIMetering.Chat;

/// <summary>The names under which a response, its usage and its span tell the energy. The unit is part of the name.</summary>
/// <remarks>What is not known is left out, never zero; <see cref="Unknown"/> then says why.</remarks>
public static class ChatEnergyKeys
{
    /// <summary>The energy in joules (double).</summary>
    public const string Energy = "aimeter.energy_joules";

    /// <summary>The half-width to print after ±, in joules (double).</summary>
    public const string Bound = "aimeter.energy_bound_joules";

    /// <summary>The least the share can be, in joules (double).</summary>
    public const string Low = "aimeter.energy_low_joules";

    /// <summary>The most the share can be, in joules (double).</summary>
    public const string High = "aimeter.energy_high_joules";

    /// <summary>How the figure came to be: always <c>attributed</c>.</summary>
    public const string Method = "aimeter.energy_method";

    /// <summary>How the devices' own figures came to be: <c>counter</c>, <c>integrated</c>, <c>estimated</c> or <c>mixed</c>.</summary>
    public const string SensorMethod = "aimeter.energy_sensor_method";

    /// <summary>The sources of the devices' figures, joined by <c>+</c>.</summary>
    public const string Source = "aimeter.energy_source";

    /// <summary>How the energy was divided: <c>even_split</c> or <c>by_tokens</c>.</summary>
    public const string Rule = "aimeter.energy_attribution";

    /// <summary>How many requests were under way at once, at most (int).</summary>
    public const string MostConcurrent = "aimeter.concurrent_requests";

    /// <summary>The devices that the figure lacks, with reasons; there only if it lacks any.</summary>
    public const string Missing = "aimeter.energy_missing";

    /// <summary>Why there is no figure; there only if there is none.</summary>
    public const string Unknown = "aimeter.energy_unknown";

    /// <summary>The energy up to the first token, in joules (double); streamed answers only.</summary>
    public const string Prefill = "aimeter.prefill_energy_joules";

    /// <summary>The half-width of the prefill's bound, in joules (double).</summary>
    public const string PrefillBound = "aimeter.prefill_energy_bound_joules";

    /// <summary>The energy after the first token, in joules (double); streamed answers only.</summary>
    public const string Decode = "aimeter.decode_energy_joules";

    /// <summary>The half-width of the decode's bound, in joules (double).</summary>
    public const string DecodeBound = "aimeter.decode_energy_bound_joules";

    /// <summary>The energy per token written, in joules (double).</summary>
    public const string PerOutputToken = "aimeter.energy_per_output_token_joules";

    /// <summary>The prefill's energy per token read, in joules (double).</summary>
    public const string PrefillPerInputToken = "aimeter.prefill_energy_per_input_token_joules";

    /// <summary>The decode's energy per token written after the first, in joules (double).</summary>
    public const string DecodePerOutputToken = "aimeter.decode_energy_per_output_token_joules";

    /// <summary>The location-based carbon in grams of CO2 equivalent (double); with a region only.</summary>
    public const string Carbon = "aimeter.carbon_grams";

    /// <summary>The intensity of the carbon and where it is from.</summary>
    public const string CarbonBasis = "aimeter.carbon_basis";

    /// <summary>The energy in whole millijoules (long), among the counts of the usage: these are summed over several calls of a model.</summary>
    public const string EnergyMillijoules = "aimeter.energy_millijoules";

    /// <summary>The half-width of the bound in millijoules (long), rounded up, among the counts of the usage.</summary>
    public const string BoundMillijoules = "aimeter.energy_bound_millijoules";

    /// <summary>The prefill's energy in whole millijoules (long), among the counts of the usage.</summary>
    public const string PrefillMillijoules = "aimeter.prefill_energy_millijoules";

    /// <summary>The decode's energy in whole millijoules (long), among the counts of the usage.</summary>
    public const string DecodeMillijoules = "aimeter.decode_energy_millijoules";
}
