namespace AIMetering.Readings;

/// <summary>Whether a source can be read, and if not, why and what would help. Absence is a status, never a zero.</summary>
public sealed record SourceStatus
{
    private SourceStatus(string source, bool isReady, string? reason, string? remedy, IReadOnlyList<Device> devices) =>
        (Source, IsReady, Reason, Remedy, Devices) = (source, isReady, reason, remedy, devices);

    /// <summary>Gets the name of the source, such as <c>powercap</c>.</summary>
    public string Source { get; }

    /// <summary>Gets whether the source gives readings.</summary>
    public bool IsReady { get; }

    /// <summary>Gets why the source is not ready, or what is limited about it; null when all is well.</summary>
    public string? Reason { get; }

    /// <summary>Gets what the user can do about it, as an exact command where there is one; null when nothing helps or nothing is wrong.</summary>
    public string? Remedy { get; }

    /// <summary>Gets the devices the source reads; empty when it is not ready.</summary>
    public IReadOnlyList<Device> Devices { get; }

    /// <summary>A source that gives readings.</summary>
    /// <param name="source">Its name.</param>
    /// <param name="devices">The devices it reads.</param>
    /// <param name="note">What is limited about it; null when nothing is.</param>
    /// <param name="remedy">What would lift the limit.</param>
    public static SourceStatus Ready(string source, IReadOnlyList<Device> devices, string? note = null, string? remedy = null) =>
        new(source, true, note, remedy, devices);

    /// <summary>A source that gives none.</summary>
    /// <param name="source">Its name.</param>
    /// <param name="reason">Why not.</param>
    /// <param name="remedy">What the user can do about it; null when nothing helps.</param>
    public static SourceStatus Unavailable(string source, string reason, string? remedy = null) =>
        new(source, false, reason, remedy, []);

    /// <inheritdoc/>
    public override string ToString() =>
        (IsReady ? $"{Source}: ready" : $"{Source}: not available") +
        (Remedy is null ? Says(Reason) : $"{Says(Reason?.TrimEnd('.'))}. Remedy: {Remedy}");

    private static string Says(string? reason) => reason is null ? "" : $", {reason}";
}
