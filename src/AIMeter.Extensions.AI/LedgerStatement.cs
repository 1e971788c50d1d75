using AIMetering.Readings;

namespace AIMetering.Chat;

/// <summary>Where the energy of a session went: to requests, or to the time in which there was none. All of one moment.</summary>
/// <remarks><see cref="Attributed"/> + <see cref="Unattributed"/> is <see cref="Session"/>, the session's own figure.</remarks>
public sealed record LedgerStatement
{
    /// <summary>Gets the session's energy so far, or of the whole session once it was stopped.</summary>
    public required EnergyResult Session { get; init; }

    /// <summary>Gets what requests were given, those under way included.</summary>
    public required EnergyResult Attributed { get; init; }

    /// <summary>Gets what was used while no request was under way, also before the first one. No request is ever billed for it.</summary>
    public required EnergyResult Unattributed { get; init; }

    /// <summary>Gets how many requests ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Gets how many are under way.</summary>
    public required int UnderWay { get; init; }

    /// <summary>Gets how many were under way at once, at most.</summary>
    public required int MostConcurrent { get; init; }
}
