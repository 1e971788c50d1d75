using System.Runtime.InteropServices;
using System.Text;

namespace AIMetering.Benchmarks.Machines;

/// <summary>GPUs of the simulated driver in this process, each under a square load, on the machine's clock or on one moved by hand.</summary>
internal sealed unsafe class SimulatedGpus
{
    private const string Model = "H100";
    private const int SquareCurve = 1;

    private readonly nint _library;
    private readonly delegate* unmanaged<long, void> _advance;

    /// <summary>Loads the driver and adds the GPUs. A session finds them where LD_LIBRARY_PATH leads to this library.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isByHand">Whether the driver's time moves by <see cref="Advance"/> only.</param>
    /// <exception cref="DllNotFoundException">The driver was not built, since there was no C compiler.</exception>
    public SimulatedGpus(int count, bool isByHand)
    {
        _library = NativeLibrary.Load(LibraryPath);
        _advance = (delegate* unmanaged<long, void>)Export("sim_advance");
        if (isByHand)
        {
            ((delegate* unmanaged<long, void>)Export("sim_use_virtual_clock"))(100_000_000_000);
        }

        for (int gpu = 0; gpu < count; gpu++)
        {
            Add(gpu);
        }
    }

    public static string LibraryPath => Path.Combine(AppContext.BaseDirectory, "native", "libnvidia-ml.so.1");

    /// <summary>Gets how many native calls were made so far, a field of a batch counting as one more.</summary>
    public ulong Calls => Named("", (text, calls) => ((delegate* unmanaged<nint, ulong>)calls)(text), "sim_calls");

    public void Advance(TimeSpan time) => _advance(time.Ticks * 100);

    private void Add(int gpu)
    {
        Named(Model, (text, add) => ((delegate* unmanaged<nint, int>)add)(text), "sim_add_gpu");
        ((delegate* unmanaged<int, int, double, double, long, double, ulong, void>)Export("sim_power_always"))(
            gpu, SquareCurve, 80e3, 600e3, 1_000_000_000, 0.5, 1);
        ((delegate* unmanaged<int, uint, ulong, uint, uint, int, void>)Export("sim_add_process"))(
            gpu, (uint)Environment.ProcessId, 1 << 30, 50, uint.MaxValue, 0);
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private T Named<T>(string text, Func<nint, nint, T> call, string export)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + '\0'))
        {
            return call((nint)bytes, Export(export));
        }
    }
}
