namespace AIMetering.Export;

/// <summary>The folder of the runs that a database has not taken yet: a folder for each, and a lock beside it while somebody works on it.</summary>
internal static class SpoolFolders
{
    private const string LockExtension = ".lock";
    private const string DamagedExtension = ".damaged";

    /// <summary>Takes hold of a run; null when somebody else has it. The operating system lets go of it when a process dies.</summary>
    public static FileStream? TryLock(string runFolder)
    {
        try
        {
            return new(runFolder + LockExtension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The runs in the folder, oldest first, whoever has them.</summary>
    public static IReadOnlyList<string> Runs(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder)
                .Where(path => !path.EndsWith(DamagedExtension, StringComparison.Ordinal))
                .OrderBy(Directory.GetCreationTimeUtc)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // not there, so nothing waits
        }
    }

    /// <summary>Bytes that wait.</summary>
    public static long Bytes(string runFolder)
    {
        try
        {
            return new DirectoryInfo(runFolder).EnumerateFiles().Sum(file => file.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Keeps a run that cannot be understood out of the way, for a person to look at.</summary>
    public static void SetAside(string runFolder) => Try(() => Directory.Move(runFolder, runFolder + DamagedExtension));

    public static void Delete(string runFolder) => Try(() => Directory.Delete(runFolder, recursive: true));

    public static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What could not be tidied up is looked at again at the next start, and the database knows what it has.
        }
    }
}
