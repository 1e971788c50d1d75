using AIMetering.Readings;

namespace AIMetering;

/// <summary>Where a session's energy went: to pieces of work, or to the time in which there was none. All of one moment.</summary>
/// <remarks><see cref="Attributed"/> + <see cref="Unattributed"/> is <see cref="Energy"/>, the session's own figure.</remarks>
public sealed record ShareStatement
{
    /// <summary>Gets the session's energy so far, of all devices that count towards the total; the report's, once it was stopped.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets what was shared out, to those that ended and those that are active.</summary>
    public required EnergyResult Attributed { get; init; }

    /// <summary>Gets what was used while none was active, also before the first. No piece of work is ever billed for it.</summary>
    public required EnergyResult Unattributed { get; init; }

    /// <summary>Gets how many are active.</summary>
    public required int Active { get; init; }

    /// <summary>Gets how many were active at once, at most.</summary>
    public required int MostActive { get; init; }

    /// <summary>Gets whether any stretch of time was split by units of work, not evenly.</summary>
    public required bool IsSplitByWork { get; init; }
}

/// <summary>A stage of a piece of work.</summary>
/// <param name="Energy">Its part of the share, with its own bound. The stages add up to the share.</param>
/// <param name="Duration">How long it took, so far if it is under way.</param>
public sealed record ShareStage(EnergyResult Energy, TimeSpan Duration);
