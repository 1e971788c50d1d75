using System.Runtime.InteropServices;
using AIMetering.Sources;

namespace AIMetering.Tests.Machines;

/// <summary>Runs code as the user nobody, with none of root's capabilities, even where the tests run as root.</summary>
/// <remarks>
/// The system call setresuid changes one thread only (the C library's function would change all), so the tests beside keep
/// their rights. A process that is not root stays who it is: its own files of mode 0 are closed to it as well.
/// </remarks>
internal static partial class Nobody
{
    private const nint Id = 65534;
    private const nint Unchanged = -1;

    /// <summary>Probes twice, first as oneself so that all code it needs is loaded, and gives what nobody found.</summary>
    public static ProbedSource Run(Func<ProbedSource> action)
    {
        (action().Sampler as IDisposable)?.Dispose();
        ProbedSource? result = null;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            bool isRoot = System.Environment.IsPrivilegedProcess;
            try
            {
                BecomeUser(isRoot ? Id : Unchanged);
                result = action();
            }
            catch (Exception error)
            {
                failure = error;
            }
            finally
            {
                BecomeUser(isRoot ? 0 : Unchanged);
            }
        });
        thread.Start();
        thread.Join();
        return result ?? throw new InvalidOperationException("The probe failed as nobody.", failure);
    }

    private static void BecomeUser(nint user)
    {
        nint call = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;
        if (SetEffectiveUser(call, Unchanged, user, Unchanged) != 0)
        {
            throw new InvalidOperationException("setresuid was refused.");
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SetEffectiveUser(nint call, nint real, nint effective, nint saved);
}
