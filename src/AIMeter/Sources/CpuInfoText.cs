namespace AIMetering.Sources;

/// <summary>Takes the lines of <c>/proc/cpuinfo</c> apart.</summary>
internal static class CpuInfoText
{
    /// <summary>The fields by name; of a field that is given for each CPU, the first one's.</summary>
    public static Dictionary<string, string> Fields(IEnumerable<string> lines)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                fields.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return fields;
    }
}
