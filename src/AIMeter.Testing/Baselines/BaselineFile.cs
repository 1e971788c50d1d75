using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIMetering.Testing.Baselines;

/// <summary>The file of the baselines in the repository: JSON, sorted, so that its changes read well in a review.</summary>
internal sealed class BaselineFile
{
    private const int Version = 1;
    private const string DefaultName = "energy-baselines.json";

    // Deterministic builds put this before the paths of source files in place of the repository's folder.
    private const string MappedRoot = "/_/";

    private static readonly Lock Writing = new();
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _path;

    private BaselineFile(string path) => _path = path;

    public string Name => Path.GetFileName(_path);

    /// <summary>Finds where the file is or will be.</summary>
    /// <param name="path">The file the user named; null takes the default beside the test.</param>
    /// <param name="caller">The test's source file.</param>
    /// <exception cref="IOException">The test's source folder is not on this machine, and the file was not named in full.</exception>
    public static BaselineFile At(string? path, string caller)
    {
        path ??= DefaultName;
        return new(Path.IsPathFullyQualified(path) ? path : Path.Combine(SourceFolder(caller) ?? throw new IOException(
            $"The test's source file '{caller}' is not on this machine, so '{path}' cannot be found beside it. " +
            "Set EnergyTestOptions.BaselineFile to a full path."), path));
    }

    /// <summary>The baselines of this name and unit, one for each kind of machine.</summary>
    /// <exception cref="IOException">The file cannot be read or makes no sense.</exception>
    public IReadOnlyList<Baseline> Find(string name, string unit) =>
        [.. Read().Baselines.Where(each => each.Name == name && each.Unit == unit)];

    /// <summary>Adds a baseline, in place of the one of its name, unit and machine.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(Baseline baseline)
    {
        lock (Writing)
        {
            using FileStream hold = Hold();
            Baseline[] others = [.. Read().Baselines.Where(each => Key(each) != Key(baseline))];
            BaselineDocument document = new(Version, [.. others.Append(baseline).OrderBy(each => string.Join("\u001f", each.Name, each.Unit, each.Machine), StringComparer.Ordinal)]);
            string next = _path + ".next";
            File.WriteAllText(next, JsonSerializer.Serialize(document, BaselineJson.Default.BaselineDocument) + "\n");
            File.Move(next, _path, overwrite: true);
        }
    }

    private static (string, string, string) Key(Baseline baseline) => (baseline.Name, baseline.Unit, baseline.Machine);

    // Test projects run side by side in processes of their own: who holds the lock file writes.
    private FileStream Hold()
    {
        for (long began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(began) < LongestWait)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private BaselineDocument Read()
    {
        if (!File.Exists(_path))
        {
            return new(Version, []);
        }

        BaselineDocument document;
        try
        {
            document = JsonSerializer.Deserialize(File.ReadAllBytes(_path), BaselineJson.Default.BaselineDocument) ?? throw new JsonException("it holds null");
        }
        catch (JsonException error)
        {
            throw Unreadable(error.Message, error);
        }

        return document.Version != Version ? throw Unreadable($"it is of version {document.Version}, and this package reads version {Version}")
            : document.Baselines is null ? throw Unreadable("it has no list of baselines")
            : document.Baselines.Where(each => !IsSound(each)).Select(each => each?.Name ?? "?").FirstOrDefault() is { } wrong ? throw Unreadable($"the figures of '{wrong}' make no sense")
            : document;
    }

    private static bool IsSound(Baseline? baseline) => baseline?.CpuTime is { IsSound: true } && baseline.Energy is null or { IsSound: true, Mean: > 0 };

    private IOException Unreadable(string reason, Exception? error = null) => new(
        $"The energy baselines in '{_path}' cannot be read: {reason.TrimEnd('.')}. Take the file from version control again, or delete it and run with AIMETER_UPDATE_BASELINES=1.", error);

    private static string? SourceFolder(string caller)
    {
        string? folder = Path.GetDirectoryName(caller);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        string? relative = caller.StartsWith(MappedRoot, StringComparison.Ordinal) ? Path.GetDirectoryName(caller[MappedRoot.Length..]) : null;
        return relative is null ? null : Above(AppContext.BaseDirectory)
            .Select(root => Path.Combine(root, relative)).FirstOrDefault(Directory.Exists);
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? each = new(folder); each is not null; each = each.Parent)
        {
            yield return each.FullName;
        }
    }
}

internal sealed record BaselineDocument(int Version, IReadOnlyList<Baseline> Baselines);

[JsonSerializable(typeof(BaselineDocument))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class BaselineJson : JsonSerializerContext;
