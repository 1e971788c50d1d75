using System.Globalization;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;
using Gpu;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering.Hardware.Tests;

/// <summary>The GPUs of this machine, opened once; every test skips with the reason where there is none.</summary>
internal static class RealGpu
{
    private static readonly Lazy<ProbedSource> s_source = new(static () => new NvmlProbe(new GpuOptions { Profiling = GpuProfiling.Nvml })
        .Probe(new SourceEnvironment("/sys", "/proc", "/dev", TimeProvider.System, NullLogger.Instance)));

    private static readonly Lazy<NvmlLibrary?> s_library = new(static () => NvmlLibrary.TryOpen(NvmlLibrary.DefaultCandidates, out _));

    private static readonly Lazy<(CudaLoad? Load, string Problem)> s_load = new(static () => (CudaLoad.TryOpen(0, out string problem), problem));

    /// <summary>Gets the sampler of all GPUs.</summary>
    public static NvmlSampler Sampler
    {
        get
        {
            Assert.SkipUnless(s_source.Value.Status.IsReady, s_source.Value.Status.ToString());
            return (NvmlSampler)s_source.Value.Sampler!;
        }
    }

    public static ProbedSource Source => s_source.Value;

    /// <summary>Gets NVML and the first GPU.</summary>
    public static (NvmlApi Api, GpuIdentity Gpu) First
    {
        get
        {
            _ = Sampler; // skips with the reason
            NvmlApi api = s_library.Value!.Api;
            return (api, NvmlInventory.Take(api).Gpus[0]);
        }
    }

    /// <summary>Gets a load for the first GPU of CUDA.</summary>
    public static CudaLoad Load
    {
        get
        {
            Assert.SkipWhen(s_load.Value.Load is null, s_load.Value.Problem);
            return s_load.Value.Load!;
        }
    }

    /// <summary>Keeps the GPU busy until the scope ends.</summary>
    public static IDisposable Busy() => new Burner(Load);

    private sealed class Burner : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stop;

        public Burner(CudaLoad load)
        {
            _thread = new Thread(() =>
            {
                load.Synchronize(); // makes the context current on this thread
                while (!_stop)
                {
                    load.Launch(20_000);
                    load.Synchronize();
                }
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
        }
    }
}

/// <summary>What was seen, for the record: on the test output, and in a file where one is named.</summary>
internal static class Record
{
    private static readonly Lock s_gate = new();

    public static void Line(FormattableString text)
    {
        string line = text.ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("AIMETER_HARDWARE_REPORT") is { Length: > 0 } path)
        {
            lock (s_gate)
            {
                File.AppendAllText(path, line + "\n");
            }
        }
    }
}
