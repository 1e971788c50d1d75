using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>Held by whoever writes into the folder of a run; the system lets go of it when that process dies.</summary>
internal sealed class RunLock : IDisposable
{
    // ERROR_SHARING_VIOLATION of Windows; EWOULDBLOCK of Linux and of macOS, which flock(2) gives.
    private static readonly int[] InUse = [32, 11, 35];

    private readonly RunFolder _run;
    private readonly SafeFileHandle _file;

    private RunLock(RunFolder run, SafeFileHandle file) => (_run, _file) = (run, file);

    /// <summary>Takes the lock.</summary>
    /// <returns>Null when a living process holds it.</returns>
    public static RunLock? TryTake(RunFolder run)
    {
        try
        {
            return new(run, File.OpenHandle(run.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (InUse.Contains(error.HResult & 0xFFFF))
        {
            return null;
        }
    }

    /// <summary>Removes the file, then lets go of it. Only when no journal is left: whoever waits for the lock finds nothing to do.</summary>
    public void Remove()
    {
        if (!_file.IsClosed)
        {
            File.Delete(_run.Lock);
            _file.Dispose();
        }
    }

    /// <summary>Lets go of the lock and leaves the file, which tells of a run to recover.</summary>
    public void Dispose() => _file.Dispose();
}
