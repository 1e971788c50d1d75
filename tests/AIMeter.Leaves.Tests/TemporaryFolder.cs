namespace AIMetering.Leaves.Tests;

/// <summary>A folder of its own for a test, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aimeter-").FullName;

    public IEnumerable<string> Names => Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string Only(string end) => Directory.EnumerateFiles(Path).Single(file => file.EndsWith(end, StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
