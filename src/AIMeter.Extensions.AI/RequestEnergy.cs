using AIMetering.Readings;

namespace AIMetering.Chat;

/// <summary>The energy of one request: its share of what the devices used while it was under way.</summary>
/// <remarks>
/// The share is attributed by a rule, not measured per request: no sensor knows requests. Its limits hold the share that the same rule
/// gives of the true energy of the devices; they say nothing about another rule. The energy is that of whole devices, with their idle
/// power and whatever else ran on them, and it is what was known when it was told: the sensors' next update is not waited for, the
/// limits allow for it.
/// </remarks>
public sealed record RequestEnergy
{
    /// <summary>Gets the number of the request in its session, from 1, in the order of their ends.</summary>
    public required long Number { get; init; }

    /// <summary>Gets what was asked for: <c>chat</c> or <c>embeddings</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Gets the model that answered, else the one asked for; null when neither is known.</summary>
    public string? Model { get; init; }

    /// <summary>Gets how it ended.</summary>
    public required RequestOutcome Outcome { get; init; }

    /// <summary>Gets when it arrived, since the session's start.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>Gets how long it was under way. A reader that is slow to take a stream keeps its request under way.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the time to the first token; null when the answer was not streamed or none came.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets the energy, of the devices that count towards the session's total.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the part up to the first token; null when the answer was not streamed or no token came.</summary>
    public EnergyResult? Prefill { get; init; }

    /// <summary>Gets the part after the first token; null with <see cref="Prefill"/>. The two add up to the energy.</summary>
    public EnergyResult? Decode { get; init; }

    /// <summary>Gets the energy by device.</summary>
    public required IReadOnlyList<(Device Device, EnergyResult Energy)> Devices { get; init; }

    /// <summary>Gets how the devices' own figures came to be, such as counter or estimated; null when none is known.</summary>
    public MeasurementMethod? SensorMethod { get; init; }

    /// <summary>Gets how the energy was divided.</summary>
    public required AttributionRule Rule { get; init; }

    /// <summary>Gets whether the energy is final: the sensors' samples after the request's end have come, or the session's stop has.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>Gets how many requests of the session were under way at once, at most, with this one.</summary>
    public required int MostConcurrent { get; init; }

    /// <summary>Gets the tokens read; null when the model did not say.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Gets the tokens written; null when the model did not say.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Gets the location-based carbon with the site's overhead; null when no region is known or the energy is not.</summary>
    public CarbonMass? Carbon { get; init; }

    /// <summary>Gets the intensity the carbon was worked out with, and where it is from; null with <see cref="Carbon"/>.</summary>
    public string? CarbonBasis { get; init; }

    /// <summary>Gets the whole energy per token written; null when these are not known, or none.</summary>
    public EnergyResult? PerOutputToken => Per(Energy, OutputTokens);

    /// <summary>Gets the energy of the prefill per token read; null when either is not known.</summary>
    public EnergyResult? PrefillPerInputToken => Per(Prefill, InputTokens);

    /// <summary>Gets the energy of the decode per token written in it: all but the first, which comes out of the prefill. Null when either is not known.</summary>
    public EnergyResult? DecodePerOutputToken => Per(Decode, OutputTokens - 1);

    /// <summary>Tells the request in one line for logs: what, how it ended when not well, energy with bound, time, tokens.</summary>
    /// <returns>Such as <c>chat tiny: 1.2 J ± 0.3 J (Attributed, nvml), 0.480 s, 10 tokens in, 24 tokens out</c>.</returns>
    public override string ToString()
    {
        string model = Model is null ? "" : $" {Model}", outcome = Outcome is RequestOutcome.Completed ? "" : $" ({Outcome})";
        string read = InputTokens is { } tokensIn ? Inv($", {tokensIn} tokens in") : "", written = OutputTokens is { } tokensOut ? Inv($", {tokensOut} tokens out") : "";
        return Inv($"{Operation}{model}{outcome}: {Energy}, {Duration.TotalSeconds:0.000} s{read}{written}");
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);

    private static EnergyResult? Per(EnergyResult? energy, long? tokens) => energy is { IsKnown: true } && tokens > 0 ? energy.Per(tokens.Value) : null;
}
