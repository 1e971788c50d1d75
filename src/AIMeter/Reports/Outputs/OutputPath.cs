namespace AIMetering.Reports.Outputs;

/// <summary>Where a report goes: a file of that name, or a folder that takes a new file for each run.</summary>
/// <remarks>
/// A path is a file when one is there, or when it has an extension and neither is a folder nor ends like one. A file is replaced
/// by the next report; in a folder nothing is.
/// </remarks>
internal sealed class OutputPath
{
    private readonly string _option;
    private readonly string _path;
    private readonly string _extension;
    private readonly bool _isFile;
    private string? _folder;

    public OutputPath(string option, string path, string extension)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException($"{option} was given no path. Name a folder such as 'runs', or a file such as 'run{extension}'.", nameof(path));
        }

        (_option, _path, _extension) = (option, path, extension);
        _isFile = File.Exists(path)
            || (!Directory.Exists(path) && !Path.EndsInDirectorySeparator(path) && Path.HasExtension(path));
    }

    /// <summary>Finds out that the file can be written later.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public void Prepare() => _folder = RunFiles.PrepareFolder(_isFile ? Parent() : _path, _option);

    /// <summary>Writes the file for a report, so that a crash leaves the whole new file, or the old one.</summary>
    /// <returns>The full path of the file.</returns>
    public string Write(MeterReport report, Action<Stream> write)
    {
        string folder = _folder ?? RunFiles.PrepareFolder(_isFile ? Parent() : _path, _option);
        string path = Path.Combine(folder, _isFile ? Path.GetFileName(_path) : RunFiles.Stem(report) + _extension);
        if (IsReplaceable(path))
        {
            WriteBeside(path, $"{path}.{Guid.NewGuid():N}.tmp", write);
        }
        else
        {
            using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            write(file);
        }

        return path;
    }

    private string Parent() => Path.GetDirectoryName(_path) is { Length: > 0 } parent ? parent : ".";

    // A link or a device (/dev/stdout) must be written through, never replaced; devices have no length.
    private static bool IsReplaceable(string path)
    {
        FileInfo there = new(path);
        return !there.Exists || (there.LinkTarget is null && there.Length > 0);
    }

    private static void WriteBeside(string path, string temporary, Action<Stream> write)
    {
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
            {
                write(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
