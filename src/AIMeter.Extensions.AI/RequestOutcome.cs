namespace AIMetering.Chat;

/// <summary>How a request ended. Its energy was used all the same.</summary>
public enum RequestOutcome
{
    /// <summary>The answer came to its end.</summary>
    Completed,

    /// <summary>The reader of a stream left before its end.</summary>
    Abandoned,

    /// <summary>The request was cancelled.</summary>
    Cancelled,

    /// <summary>The model, or something on the way to it, failed.</summary>
    Failed,
}
