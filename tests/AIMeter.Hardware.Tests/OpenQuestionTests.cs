using System.Diagnostics;
using AIMetering.Sources.Nvml;

namespace AIMetering.Hardware.Tests;

/// <summary>Questions that only hardware answers. They record what they see and fail only where the answer would break a rule of ours.</summary>
[Collection("hardware")]
public class OpenQuestionTests
{
    [Fact]
    public void What_do_the_power_scopes_mean()
    {
        (NvmlApi api, GpuIdentity gpu) = RealGpu.First;
        using IDisposable busy = RealGpu.Busy();
        Thread.Sleep(2000);
        foreach (uint id in (uint[])[GpuField.PowerAverage, GpuField.PowerInstant, GpuField.Energy])
        {
            for (uint scope = 0; scope <= 3; scope++)
            {
                NvmlReturn code = FieldRead.Ask(api, gpu.Handle, id, scope, out double value);
                Record.Line($"field {id} scope {scope}: {code} {(code == NvmlReturn.Success ? value : double.NaN)}");
            }
        }
    }

    [Fact]
    public unsafe void How_often_does_the_energy_counter_tick()
    {
        (NvmlApi api, GpuIdentity gpu) = RealGpu.First;
        Assert.SkipWhen(NvmlCall.Get(api.TotalEnergy, gpu.Handle, out ulong last) != NvmlReturn.Success, "no energy counter");
        using IDisposable busy = RealGpu.Busy();
        List<double> gaps = [];
        long began = Stopwatch.GetTimestamp(), changed = 0, reads = 0;
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5))
        {
            NvmlCall.Get(api.TotalEnergy, gpu.Handle, out ulong now);
            reads++;
            long stamp = Stopwatch.GetTimestamp();
            if (now != last && changed != 0)
            {
                gaps.Add(Stopwatch.GetElapsedTime(changed, stamp).TotalMilliseconds);
            }

            changed = now != last ? stamp : changed;
            last = now;
            Thread.Sleep(1);
        }

        gaps.Sort();
        Assert.NotEmpty(gaps);
        (double low, double median, double high) = (gaps[gaps.Count / 20], gaps[gaps.Count / 2], gaps[gaps.Count * 19 / 20]);
        Record.Line($"energy counter: {gaps.Count} ticks, median {median:F1} ms, 5 % {low:F1} ms, 95 % {high:F1} ms");
        Record.Line($"read every {5000.0 / reads:F2} ms");
    }

    [Fact]
    public void Does_used_memory_hold_what_the_driver_reserves()
    {
        (NvmlApi api, GpuIdentity gpu) = RealGpu.First;
        bool reserved = true;
        NvmlReturn code = MemoryRead.Ask(api, gpu.Handle, ref reserved, out NvmlMemory2 memory);
        Assert.SkipUnless(code == NvmlReturn.Success && reserved, "the driver does not tell what it reserves");
        Record.Line($"total {memory.Total}, reserved {memory.Reserved}, free {memory.Free}, used {memory.Used}");
        Record.Line($"total - free - reserved = {memory.Total - memory.Free - memory.Reserved}");
        Assert.True(memory.Free + memory.Reserved <= memory.Total);
    }

    [Fact]
    public void How_wide_are_the_pcie_byte_counters()
    {
        (NvmlApi api, GpuIdentity gpu) = RealGpu.First;
        NvmlReturn code = FieldRead.Ask(api, gpu.Handle, GpuField.PcieTxBytes, 0, out double tx);
        Record.Line($"field 197: {code} {tx}");
        code = FieldRead.Ask(api, gpu.Handle, GpuField.PcieRxBytes, 0, out double rx);
        Record.Line($"field 198: {code} {rx}; a value of 2^32 or more shows a counter wider than 32 bits");
        Assert.SkipUnless(code == NvmlReturn.Success, $"field 198 answers {code}");
    }

    [Fact]
    public unsafe void Which_gpm_metrics_answer()
    {
        (NvmlApi api, GpuIdentity gpu) = RealGpu.First;
        Assert.SkipWhen(GpmRead.Ask(api, gpu.Handle) != NvmlReturn.Success, "no GPM before Hopper");
        nint older = 0, newer = 0;
        Assert.Equal(NvmlReturn.Success, api.GpmSampleAlloc(&older));
        Assert.Equal(NvmlReturn.Success, api.GpmSampleAlloc(&newer));
        using IDisposable busy = RealGpu.Busy();
        api.GpmSampleGet(gpu.Handle, older);
        Thread.Sleep(500);
        api.GpmSampleGet(gpu.Handle, newer);
        uint[] ids = [1, 2, 3, 5, 10, 11, 12, 13, 20, 21, 60, 61, 100, 101, 102, 103, 248, 249, 255, 256];
        byte[] memory = new byte[sizeof(NvmlGpmRequest) + (NvmlGpmRequest.LargestMetricCount * sizeof(NvmlGpmMetric))];
        fixed (byte* start = memory)
        {
            NvmlGpmRequest* request = (NvmlGpmRequest*)start;
            *request = new NvmlGpmRequest { Version = NvmlVersion.Gpm, MetricCount = (uint)ids.Length, Older = older, Newer = newer };
            NvmlGpmMetric* metrics = (NvmlGpmMetric*)(request + 1);
            for (int i = 0; i < ids.Length; i++)
            {
                metrics[i].MetricId = ids[i];
            }

            Record.Line($"nvmlGpmMetricsGet: {api.GpmMetricsGet(request)}");
            for (int i = 0; i < ids.Length; i++)
            {
                Record.Line($"GPM {metrics[i].MetricId}: {metrics[i].Result} {metrics[i].Value:G6}");
            }
        }

        api.GpmSampleFree(older);
        api.GpmSampleFree(newer);
    }

    [Fact]
    public unsafe void What_does_a_read_cost()
    {
        (NvmlApi api, GpuIdentity gpu) = RealGpu.First;
        NvmlUtilization utilization = default;
        Time("nvmlDeviceGetTotalEnergyConsumption", () => NvmlCall.Get(api.TotalEnergy, gpu.Handle, out ulong _));
        Time("nvmlDeviceGetFieldValues(186)", () => FieldRead.Ask(api, gpu.Handle, GpuField.PowerInstant, 0, out _));
        Time("nvmlDeviceGetFieldValues(191)", () => FieldRead.Ask(api, gpu.Handle, GpuField.Energy, 0, out _));
        Time("nvmlDeviceGetPowerUsage", () => NvmlCall.Get(api.PowerUsage, gpu.Handle, out uint _));
        Time("nvmlDeviceGetUtilizationRates", () => NvmlCall.Fill(api.UtilizationRates, gpu.Handle, ref utilization));
        Time("nvmlDeviceGetClockInfo", () => NvmlCall.Get(api.ClockInfo, gpu.Handle, 1, out _));

        static void Time(string name, Func<NvmlReturn> call)
        {
            NvmlReturn code = call();
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < 100; i++)
            {
                code = call();
            }

            Record.Line($"{name}: {code}, {Stopwatch.GetElapsedTime(began).TotalMicroseconds / 100:F1} us");
        }
    }
}
