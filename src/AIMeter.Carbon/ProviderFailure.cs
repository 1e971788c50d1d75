namespace AIMetering.Carbon.Providers;

/// <summary>What went wrong with a call, sorted by what can be done about it.</summary>
internal enum FailureKind
{
    /// <summary>401: the token is missing or old.</summary>
    Unauthorized,

    /// <summary>403: not in the plan; asking again is no use.</summary>
    Forbidden,

    /// <summary>404: no data.</summary>
    NotFound,

    /// <summary>429, and still after the waits.</summary>
    Throttled,

    /// <summary>Another refusal of the request.</summary>
    Rejected,

    /// <summary>5xx, a time-out, no connection, no such host.</summary>
    Unreachable,

    /// <summary>The answer is not what the contract says.</summary>
    Malformed,
}

/// <summary>A call that failed, with a text free of credentials.</summary>
internal sealed class ProviderFailureException(FailureKind kind, string text) : Exception(text)
{
    public FailureKind Kind { get; } = kind;
}
