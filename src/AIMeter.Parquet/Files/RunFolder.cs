using System.Globalization;

namespace AIMetering.Export;

/// <summary>Where the files of one run are.</summary>
/// <remarks>Names that begin with an underscore are passed over by pandas and Spark when they read a folder of samples.</remarks>
internal sealed class RunFolder(string path)
{
    private const string JournalName = "_journal-";

    public string Path { get; } = path;

    public string Manifest => In("_manifest.json");

    public string Lock => In("_lock");

    public static RunFolder Of(string root, string host, string stem) =>
        new(System.IO.Path.Combine(root, $"host={SafeNames.Host(host)}", $"run={stem}"));

    /// <summary>The runs in a folder that <c>WriteTo.Parquet</c> was given, or the one run whose own folder it is.</summary>
    public static IEnumerable<RunFolder> Under(string root)
    {
        if (System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(root)).StartsWith("run=", StringComparison.Ordinal))
        {
            return [new(root)];
        }

        return Directory.EnumerateDirectories(root, "host=*").Order(StringComparer.Ordinal)
            .SelectMany(host => Directory.EnumerateDirectories(host, "run=*").Order(StringComparer.Ordinal))
            .Select(run => new RunFolder(run));
    }

    public string Part(int number) => In(Numbered("part-", number) + ".parquet");

    public string User(int number) => In(System.IO.Path.Combine("_user", Numbered("user-", number) + ".parquet"));

    public string Phases(int number) => In(System.IO.Path.Combine("_phases", Numbered("phases-", number) + ".parquet"));

    public string Result(string table) => In(System.IO.Path.Combine("_results", table + ".parquet"));

    public string Journal(int number) => In(Numbered(JournalName, number));

    public string Damaged(int number) => In(Numbered("_damaged-journal-", number));

    /// <summary>The numbers of the journals that are not Parquet yet.</summary>
    public int[] Journals() =>
    [
        .. Directory.EnumerateFiles(Path, JournalName + "*")
            .Select(file => System.IO.Path.GetFileName(file)[JournalName.Length..])
            .Where(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture))
            .Order(),
    ];

    /// <summary>The parts of the samples, in the order of time.</summary>
    public string[] Parts() => [.. Directory.EnumerateFiles(Path, "part-*.parquet").Order(StringComparer.Ordinal)];

    /// <summary>The parts of the program's own series, in the order of time.</summary>
    public string[] UserParts() => Directory.Exists(In("_user"))
        ? [.. Directory.EnumerateFiles(In("_user"), "user-*.parquet").Order(StringComparer.Ordinal)]
        : [];

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{number:D5}");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
