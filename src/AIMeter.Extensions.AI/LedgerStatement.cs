using AIMetering.Readings;

namespace AIMetering.Chat;

/// <summary>Where the energy of a session went: to requests, or to the time in which there was none.</summary>
/// <remarks>The parts add up to the session's own figure: <see cref="Attributed"/> + <see cref="Idle"/> + <see cref="Unattributed"/>.</remarks>
public sealed record LedgerStatement
{
    /// <summary>Gets the session's energy so far, or of the whole session once it was stopped.</summary>
    public required EnergyResult Session { get; init; }

    /// <summary>Gets what requests were given, those under way included.</summary>
    public required Energy Attributed { get; init; }

    /// <summary>Gets what was used while no request was under way, also before the first one. No request is ever billed for it.</summary>
    public required Energy Idle { get; init; }

    /// <summary>Gets the rest, which the rule gives to nobody.</summary>
    /// <value>
    /// Zero as a rule. Above zero by what a device used before its first value came, if requests were under way; below zero, within the
    /// session's bound, while a figure that ran ahead of a slow sensor waits for it to catch up.
    /// </value>
    public required Energy Unattributed { get; init; }

    /// <summary>Gets how many requests ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Gets how many are under way.</summary>
    public required int UnderWay { get; init; }
}
