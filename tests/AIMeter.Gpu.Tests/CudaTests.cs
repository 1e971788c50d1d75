using System.Runtime.InteropServices;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>
/// Draining through a CUDA driver library that the program has loaded. Found by name in the process, so one test holds it all:
/// the library stays loaded once it was.
/// </summary>
[Collection(nameof(Alone))]
public sealed unsafe class CudaTests
{
    [Fact]
    public void Cuda_is_used_where_the_program_has_loaded_it_and_never_loaded_by_us()
    {
        string built = Path.Combine(AppContext.BaseDirectory, "native", "libcuda.so.1");
        Assert.SkipUnless(File.Exists(built), "The simulated CUDA library is not built: install a C compiler (gcc) and build again.");
        Assert.Null(CudaDriver.TryFindLoaded());

        nint library = NativeLibrary.Load(built);
        CudaDriver? cuda = CudaDriver.TryFindLoaded();
        Assert.NotNull(cuda);
        Assert.False(cuda.Drain()); // no context: nothing to wait for
        Assert.Equal(0, Synchronized());

        byte[] uuid = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];
        fixed (byte* bytes = uuid)
        {
            ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(library, "cuda_sim_add_device"))(bytes);
        }

        Assert.Equal(["GPU-01234567-89ab-cdef-0123-456789abcdef"], cuda.DeviceUuids());

        Set(hasContext: 1, code: 0);
        Assert.True(cuda.Drain());
        Assert.Equal(2, Synchronized()); // the current context, and the device's primary one

        new CudaDrain().Wait(); // what is handed to SynchronizeGpuWith
        Assert.Equal(4, Synchronized());

        Set(hasContext: 1, code: 700); // an illegal address in a kernel
        Assert.False(cuda.Drain());

        int Synchronized() => ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "cuda_sim_synchronised"))();
        void Set(int hasContext, int code) =>
            ((delegate* unmanaged<int, int, long, void>)NativeLibrary.GetExport(library, "cuda_sim_set"))(hasContext, code, 0);
    }
}
