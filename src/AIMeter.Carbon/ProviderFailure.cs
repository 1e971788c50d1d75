namespace AIMetering.Carbon.Providers;

/// <summary>What went wrong with a call, sorted by what can be done about it.</summary>
internal enum FailureKind
{
    /// <summary>401: the token is missing or old.</summary>
    Unauthorized,

    /// <summary>403: not in the plan; asking again is no use.</summary>
    Forbidden,

    /// <summary>403 with a page for people: a proxy, a firewall or the service's front refused, not the service. It may
    /// pass.</summary>
    Blocked,

    /// <summary>404: no data.</summary>
    NotFound,

    /// <summary>429, and still after the waits.</summary>
    Throttled,

    /// <summary>Another refusal of the request.</summary>
    Rejected,

    /// <summary>5xx or no answer in time, three times: another endpoint may fare better.</summary>
    Faulty,

    /// <summary>No connection, no such host: nothing else will be reached either.</summary>
    Unreachable,

    /// <summary>The answer is not what the contract says.</summary>
    Malformed,
}

/// <summary>A call that failed, with a text free of credentials.</summary>
internal sealed class ProviderFailureException(FailureKind kind, string text) : Exception(text)
{
    public FailureKind Kind { get; } = kind;

    /// <summary>Gets whether a page for people came instead of an answer: then it is no verdict of the service, and is not
    /// remembered.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whether another call to the same endpoint would only fail alike.</summary>
    public bool EndsEndpoint => Kind is not (FailureKind.NotFound or FailureKind.Rejected or FailureKind.Malformed);

    /// <summary>Whether a call to any endpoint would only fail alike.</summary>
    public bool EndsService =>
        Kind is FailureKind.Unreachable or FailureKind.Throttled or FailureKind.Blocked or FailureKind.Unauthorized;
}
