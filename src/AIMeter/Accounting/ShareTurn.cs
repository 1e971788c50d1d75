using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>An arrival, a departure or the end of a stage, with how the stretch that led to it is split.</summary>
/// <param name="Edge">The moment.</param>
/// <param name="Active">How many were active in the stretch; less than none before the session's start.</param>
/// <param name="Opened">The span that began with the stretch; null when none did.</param>
/// <param name="Closed">The span that ends with it; null when none does.</param>
/// <param name="Weights">What each active one gets of the stretch; null where the split is even, as it was before.</param>
internal sealed record ShareTurn(Edge Edge, int Active, ShareSpan? Opened, ShareSpan? Closed, ShareWeight[]? Weights)
{
    public bool IsListed => Weights is not null;

    public double WeightOf(ShareSpan span) => Weights is null ? 1.0 / Active : Array.Find(Weights, each => each.Account == span.Account).Weight;
}

/// <summary>What one gets of a stretch.</summary>
/// <param name="Account">Who.</param>
/// <param name="Before">Its weight in the stretch before; null when it has just come.</param>
/// <param name="Weight">Its weight, 0 to 1.</param>
internal readonly record struct ShareWeight(ShareAccount Account, double? Before, double Weight);

/// <summary>A stretch of one piece of work: all of it, or a stage.</summary>
internal sealed class ShareSpan(ShareAccount account, Edge began, int tracks)
{
    public ShareAccount Account { get; } = account;

    public Edge Began { get; } = began;

    /// <summary>Gets or sets the turn at which it ended; null while it is under way.</summary>
    public Edge? Ended { get; set; }

    /// <summary>Gets the sums at its begin on each track, once the turn after that was taken: less what its begin itself leaves in doubt.</summary>
    public ShareSums[] Begin { get; } = new ShareSums[tracks];

    /// <summary>Gets the sums at its end on each track, with what its end leaves in doubt.</summary>
    public ShareSums[] End { get; } = new ShareSums[tracks];
}

/// <summary>One piece of work: its stages, the units of work it has counted, and its own sums where splits were not even.</summary>
internal sealed class ShareAccount(int tracks)
{
    /// <summary>Gets the stages; the first begins with the work, the last ends with it.</summary>
    public List<ShareSpan> Stages { get; } = new(1);

    /// <summary>Gets or sets whether its units of work are counted.</summary>
    public bool CountsWork { get; set; }

    /// <summary>Gets or sets the units counted in the stretch of <see cref="CountedIn"/>.</summary>
    public double Units { get; set; }

    /// <summary>Gets or sets the number of the stretch that the units belong to.</summary>
    public long CountedIn { get; set; }

    /// <summary>Gets or sets its weight in the last stretch in which each got its own.</summary>
    public double Weight { get; set; }

    /// <summary>Gets or sets its place among the active ones.</summary>
    public int Place { get; set; }

    /// <summary>Gets or sets how many arrivals there had been when it came, its own not counted.</summary>
    public long Arrival { get; set; }

    /// <summary>Gets or sets how many were active at once, at most, while it was.</summary>
    public int MostActive { get; set; }

    /// <summary>Gets or sets whether any stretch was split by units of work.</summary>
    public bool IsSplitByWork { get; set; }

    /// <summary>Gets its own sums on each track, besides those of every head; null while all its splits were even.</summary>
    public ShareSums[]? Own { get; private set; }

    /// <summary>Gets the same up to the last turn that is settled.</summary>
    public ShareSums[]? Settled { get; private set; }

    /// <summary>Lets it have sums of its own from now on.</summary>
    public void KeepOwn() => (Own, Settled) = (Own ?? new ShareSums[tracks], Settled ?? new ShareSums[tracks]);
}

/// <summary>Where the energy of one device went since the session's start.</summary>
/// <param name="Device">The device.</param>
/// <param name="Used">What it used.</param>
/// <param name="Attributed">What went to those that were active.</param>
/// <param name="Rest">What was used while none was.</param>
internal readonly record struct ShareWhole(Device Device, EnergyResult Used, EnergyResult Attributed, EnergyResult Rest);
