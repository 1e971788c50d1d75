namespace AIMetering.Chat.Clients;

/// <summary>Names that come from outside, few enough for tags: beyond the first ones, all are one.</summary>
internal sealed class BoundedNames
{
    /// <summary>More models than a process serves; a name made up for each request stops here.</summary>
    public const int Most = 64;

    /// <summary>What OpenTelemetry's conventions call what is none of the known values.</summary>
    public const string Other = "_OTHER";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public string? Of(string? name)
    {
        if (name is null)
        {
            return null;
        }

        lock (_gate)
        {
            return _names.Contains(name) || (_names.Count < Most && _names.Add(name)) ? name : Other;
        }
    }
}
