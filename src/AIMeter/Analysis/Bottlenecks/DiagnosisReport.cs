using AIMetering.Analysis.Bottlenecks;

namespace AIMetering.Analysis;

/// <summary>What can hold a run back.</summary>
public enum Bottleneck
{
    /// <summary>The arithmetic units are the limit.</summary>
    Compute,

    /// <summary>The bandwidth of the GPU's memory is the limit.</summary>
    MemoryBandwidth,

    /// <summary>Traffic between GPU and host fills the PCIe link.</summary>
    Pcie,

    /// <summary>Traffic between GPUs fills their NVLinks.</summary>
    NvLink,

    /// <summary>The GPU waits for a host that is busy, throttled or waiting for a disk.</summary>
    Host,

    /// <summary>The GPU does nothing for part of the time between its first and its last work.</summary>
    IdleGaps,

    /// <summary>The clock is held down to keep the power under its limit.</summary>
    PowerCap,

    /// <summary>The clock is held down because of heat.</summary>
    Thermal,
}

/// <summary>What a rule had to say.</summary>
public enum RuleOutcome
{
    /// <summary>The rule holds: this is a bottleneck.</summary>
    Holds,

    /// <summary>The rule does not hold, by the numbers seen.</summary>
    DoesNotHold,

    /// <summary>The numbers that the rule needs are not in the report: nothing is known, which is not "no".</summary>
    NotEnoughEvidence,
}

/// <summary>A number that a rule looked at.</summary>
/// <param name="Series">The series it is of, such as <c>gpu0.sm_active</c>.</param>
/// <param name="Meaning">What the number is, such as <c>mean under load</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit; empty for a bare number.</param>
/// <param name="Threshold">The threshold it was held against, in the same unit; null when it only illustrates.</param>
public sealed record Evidence(string Series, string Meaning, double Value, string Unit, double? Threshold = null)
{
    /// <summary>The evidence in words.</summary>
    public override string ToString() => DiagnosisText.Say(this);
}

/// <summary>What one rule said of one device, in the whole run or in one phase.</summary>
public sealed record BottleneckAnswer
{
    /// <summary>Gets the bottleneck that the rule looks for; docs/analysis.md tells the rule with its thresholds and sources.</summary>
    public required Bottleneck Bottleneck { get; init; }

    /// <summary>Gets the id of the device, such as <c>gpu0</c> or <c>host</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Gets the path of the phase; null for the whole run.</summary>
    public string? Phase { get; init; }

    /// <summary>Gets what the rule had to say.</summary>
    public required RuleOutcome Outcome { get; init; }

    /// <summary>Gets the part of the time looked at in which the limit applied, 0 to 1; null when it is not known.</summary>
    /// <remarks>The time looked at is the time under load; for gaps and waiting it is all time from the first load to the last.</remarks>
    public double? Share { get; init; }

    /// <summary>Gets the part of the run that the limit took, 0 to 1: what bottlenecks are ranked by.</summary>
    public double Severity { get; init; }

    /// <summary>Gets the numbers seen.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Gets which numbers are missing; null when none are.</summary>
    public string? Missing { get; init; }

    /// <summary>Gets how to get the missing numbers, or what may be done about the bottleneck; null when neither applies.</summary>
    public string? Remedy { get; init; }
}

/// <summary>What held a run back, with the evidence; and what could not be told.</summary>
public sealed record DiagnosisReport
{
    internal DiagnosisReport()
    {
    }

    /// <summary>Gets the bottlenecks, that which took most of the run first; empty when no rule holds.</summary>
    public required IReadOnlyList<BottleneckAnswer> Bottlenecks { get; init; }

    /// <summary>Gets the answer of every rule for every device and phase.</summary>
    public required IReadOnlyList<BottleneckAnswer> Answers { get; init; }

    /// <summary>Gets the answers that lack evidence.</summary>
    public IEnumerable<BottleneckAnswer> Unknown => Answers.Where(answer => answer.Outcome == RuleOutcome.NotEnoughEvidence);

    /// <summary>The diagnosis for people.</summary>
    /// <param name="options">Width and ASCII; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public string ToText(ReportTextOptions? options = null) => DiagnosisText.Write(this, options ?? new());

    /// <summary>The diagnosis for people, as <see cref="ToText"/> writes it by default.</summary>
    public override string ToString() => ToText();
}
