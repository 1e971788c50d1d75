using AIMetering.Readings;

namespace AIMetering.Chat.Sharing;

/// <summary>A request under way.</summary>
internal sealed class OpenRequest(int devices)
{
    private long _tokens;
    private volatile bool _unsure;
    private bool _counts;

    public Share Whole { get; } = new(devices);

    /// <summary>Gets the share up to the first token; null until it has come.</summary>
    public Share? Prefill { get; private set; }

    /// <summary>Gets the share since the arrival or the first token.</summary>
    public Share Part { get; private set; } = new(devices);

    /// <summary>Gets the devices whose figure began while the request was under way: a part of its energy cannot be told.</summary>
    public bool[] Incomplete { get; } = new bool[devices];

    /// <summary>Gets the doubts about each device's figure when the request arrived.</summary>
    public EnergyCaveats[] CaveatsBefore { get; } = new EnergyCaveats[devices];

    public TimeSpan Start { get; set; }

    public TimeSpan? FirstToken { get; private set; }

    public int MostConcurrent { get; set; }

    /// <summary>Gets or sets whether any stretch was split by tokens.</summary>
    public bool IsSplitByTokens { get; set; }

    /// <summary>Gets or sets whether the request is over.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Gets the tokens that came between the last two edges; null when they are not known.</summary>
    public long? Tokens { get; private set; }

    /// <summary>Counts tokens that came; null when it is not known how many. Called without the meter's lock.</summary>
    public void Count(int? tokens)
    {
        _unsure |= tokens is null or < 0;
        Interlocked.Add(ref _tokens, Math.Max(0, tokens ?? 0));
    }

    /// <summary>Sets whether tokens are counted from now on.</summary>
    public void Begin(bool countsTokens)
    {
        _counts = countsTokens;
        TakeTokens();
    }

    /// <summary>Takes what was counted since the last edge, once.</summary>
    public void TakeTokens()
    {
        bool sure = !_unsure && FirstToken is not null;
        long tokens = Interlocked.Exchange(ref _tokens, 0);
        _unsure = !_counts;
        Tokens = sure ? tokens : null;
    }

    /// <summary>The first token has come: what follows is the decode.</summary>
    public void Turn(TimeSpan now)
    {
        (Prefill, Part) = (Part, new Share(devices));
        FirstToken = now;
    }
}
