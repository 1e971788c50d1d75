using System.Reflection;

namespace AIMetering.Sources.Estimate;

/// <summary>Reads the tables that travel inside the assembly: plain comma-separated rows, no quotes, a header row.</summary>
internal static class Table
{
    /// <summary>Gives the rows after the header, split at commas.</summary>
    public static IEnumerable<string[]> Rows(string name)
    {
        string resource = $"AIMetering.Sources.Estimate.Tables.{name}";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly was built without its table {name}.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }
}
