namespace AIMetering.Export.Tests;

/// <summary>A folder of its own for a test, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aimeter-").FullName;

    /// <summary>Gets the folder of the only run in it.</summary>
    public string Run => Directory.EnumerateDirectories(Path, "run=*", SearchOption.AllDirectories).Single();

    /// <summary>Gets the files below it, with forward slashes, without the folders of host and run.</summary>
    public string[] Files =>
    [
        .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Run, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
