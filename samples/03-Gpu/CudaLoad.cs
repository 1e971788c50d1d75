using System.Text;

namespace Gpu;

/// <summary>Gives one GPU arithmetic to do: a kernel of fused multiply-adds, written in PTX and compiled by the driver.</summary>
internal sealed unsafe class CudaLoad : IDisposable
{
    private const int MultiprocessorCount = 16; // CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT
    private const uint ThreadsPerBlock = 256;
    private const uint BlocksPerMultiprocessor = 8;

    /// <summary>Each thread runs 16 independent chains of multiply-adds and stores their sum, so that nothing can be left out.</summary>
    private const int Chains = 16;

    private readonly int _device;
    private readonly nint _context, _module, _function;
    private readonly ulong _output;
    private readonly uint _blocks;

    private CudaLoad(int device, string name, nint context)
    {
        (_device, Name, _context) = (device, name, context);
        Check(CudaNative.DeviceGetAttribute(out int multiprocessors, MultiprocessorCount, device), "cuDeviceGetAttribute");
        _blocks = (uint)multiprocessors * BlocksPerMultiprocessor;
        _module = Load();
        Check(CudaNative.ModuleGetFunction(out _function, _module, "multiply_add"), "cuModuleGetFunction");
        Check(CudaNative.MemoryAllocate(out _output, _blocks * ThreadsPerBlock * sizeof(float)), "cuMemAlloc");
    }

    public string Name { get; }

    /// <summary>Floating-point operations of one run of so many loops.</summary>
    public double Operations(uint loops) => 2.0 * Chains * loops * _blocks * ThreadsPerBlock;

    /// <summary>Opens a GPU.</summary>
    /// <param name="ordinal">CUDA's number of it.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Null when there is no such GPU, or no CUDA driver.</returns>
    public static CudaLoad? TryOpen(int ordinal, out string problem)
    {
        try
        {
            problem = Status(CudaNative.Init(0), "cuInit") ?? Status(CudaNative.DeviceGetCount(out int count), "cuDeviceGetCount")
                ?? (ordinal < count ? "" : $"CUDA shows {count} GPUs, so there is no number {ordinal}");
            return problem.Length == 0 ? Open(ordinal) : null;
        }
        catch (DllNotFoundException)
        {
            problem = "there is no CUDA driver (libcuda.so.1) on this machine";
            return null;
        }
        catch (InvalidOperationException error)
        {
            problem = error.Message;
            return null;
        }
    }

    /// <summary>Queues one run of the kernel; returns at once.</summary>
    public void Launch(uint loops)
    {
        ulong output = _output;
        uint count = loops;
        void** parameters = stackalloc void*[2] { &output, &count };
        Check(CudaNative.LaunchKernel(_function, _blocks, 1, 1, ThreadsPerBlock, 1, 1, 0, 0, parameters, null), "cuLaunchKernel");
    }

    /// <summary>Waits until the GPU has done all that was queued.</summary>
    public void Synchronize()
    {
        Check(CudaNative.ContextSetCurrent(_context), "cuCtxSetCurrent");
        Check(CudaNative.ContextSynchronize(), "cuCtxSynchronize");
    }

    public void Dispose()
    {
        _ = CudaNative.MemoryFree(_output);
        _ = CudaNative.ModuleUnload(_module);
        _ = CudaNative.PrimaryContextRelease(_device);
    }

    private static CudaLoad Open(int ordinal)
    {
        Check(CudaNative.DeviceGet(out int device, ordinal), "cuDeviceGet");
        byte* name = stackalloc byte[100];
        Check(CudaNative.DeviceGetName(name, 100, device), "cuDeviceGetName");
        Check(CudaNative.PrimaryContextRetain(out nint context, device), "cuDevicePrimaryCtxRetain");
        Check(CudaNative.ContextSetCurrent(context), "cuCtxSetCurrent");
        return new CudaLoad(device, Encoding.UTF8.GetString(new ReadOnlySpan<byte>(name, 100)).TrimEnd('\0'), context);
    }

    /// <summary>The driver compiles PTX for its GPU. New drivers refuse very old targets, old GPUs newer ones.</summary>
    private static nint Load()
    {
        int code = CudaNative.ModuleLoadData(out nint module, Ptx("6.3", "sm_75"));
        code = code == 0 ? code : CudaNative.ModuleLoadData(out module, Ptx("5.0", "sm_50"));
        Check(code, "cuModuleLoadData");
        return module;
    }

    private static string Ptx(string version, string target)
    {
        StringBuilder body = new();
        for (int i = 0; i < Chains; i++)
        {
            body.Append("    fma.rn.f32 %f").Append(i).Append(", %f").Append(i).Append(", %f32, %f33;\n");
        }

        StringBuilder start = new(), sum = new();
        for (int i = 0; i < Chains; i++)
        {
            start.Append("    add.f32 %f").Append(i).Append(", %f34, 0f").Append((0x3F800000 + (i << 16)).ToString("X8")).Append(";\n");
            sum.Append(i == 0 ? "" : $"    add.f32 %f0, %f0, %f{i};\n");
        }

        // 0.999999 and 0.000001: the chains tend to one and never overflow.
        return $$"""
            .version {{version}}
            .target {{target}}
            .address_size 64

            .visible .entry multiply_add(.param .u64 output, .param .u32 loops)
            {
                .reg .pred %p<2>;
                .reg .b32 %r<6>;
                .reg .f32 %f<35>;
                .reg .b64 %rd<4>;

                ld.param.u64 %rd1, [output];
                ld.param.u32 %r1, [loops];
                mov.u32 %r2, %ctaid.x;
                mov.u32 %r3, %ntid.x;
                mov.u32 %r4, %tid.x;
                mad.lo.s32 %r5, %r2, %r3, %r4;
                cvt.rn.f32.u32 %f34, %r5;
                mov.f32 %f32, 0f3F7FFFEF;
                mov.f32 %f33, 0f358637BD;
            {{start}}
            LOOP:
            {{body}}
                add.s32 %r1, %r1, -1;
                setp.ne.s32 %p1, %r1, 0;
                @%p1 bra LOOP;

            {{sum}}
                cvta.to.global.u64 %rd2, %rd1;
                mul.wide.u32 %rd3, %r5, 4;
                add.s64 %rd2, %rd2, %rd3;
                st.global.f32 [%rd2], %f0;
                ret;
            }

            """;
    }

    private static string? Status(int code, string function) => code == 0 ? null : $"{function} answered with CUDA error {code}";

    private static void Check(int code, string function)
    {
        if (Status(code, function) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
