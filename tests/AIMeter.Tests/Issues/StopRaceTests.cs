using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Tests.Sessions;
using Xunit;

namespace AIMetering.Tests.Issues;

/// <summary>What other threads do while a session stops, and what long runs leave behind.</summary>
public sealed class StopRaceTests
{
    [Fact]
    public async Task Counting_recording_and_new_phases_during_the_stop_harm_nobody()
    {
        for (int run = 0; run < 20; run++)
        {
            using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
            using CancellationTokenSource stopped = new();
            Task[] others = [.. Enumerable.Range(0, 3).Select(worker => Task.Run(() =>
            {
                for (int index = 0; !stopped.IsCancellationRequested; index++)
                {
                    meter.Count($"unit {worker} {index}");
                    using PhaseScope phase = meter.Phase($"phase {worker} {index}");
                    phase.Count("tokens");
                    meter.Record($"series {worker} {index % 4}", index);
                }
            }))];
            Thread.Sleep(20);

            MeterReport report = meter.Stop();
            await stopped.CancelAsync();
            await Task.WhenAll(others);

            Assert.All(report.Phases, phase => Assert.True(phase.Duration >= TimeSpan.Zero));
            Assert.DoesNotContain(report.Phases.SelectMany(phase => phase.Runs), each => each.End > report.Duration + TimeSpan.FromTicks(1));
        }
    }

    [Fact]
    public void A_pacer_that_was_closed_does_not_write_into_whatever_has_its_descriptor_now()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "event descriptors are Linux's");
        LinuxPacer pacer = Assert.IsType<LinuxPacer>(LinuxPacer.TryCreate());
        pacer.Dispose();
        FileStream[] files = [.. Enumerable.Range(0, 64).Select(_ => new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0, FileOptions.DeleteOnClose))];

        pacer.Wake();

        Assert.All(files, file => Assert.Equal(0, file.Length));
        Array.ForEach(files, file => file.Dispose());
    }

    [Fact]
    public void Sessions_that_start_and_stop_at_once_leave_no_thread_behind()
    {
        int before = SamplingThreads();
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            using MeterSession meter = TestMachine.Bare()
                .AddSource(new PlannedSource("own", new Device("own", DeviceKind.Other), seconds => seconds) { MayBlock = index % 2 == 0 }).Start();
            meter.Phase("work").Dispose();
        });

        Assert.True(SpinWait.SpinUntil(() => SamplingThreads() <= before, TimeSpan.FromSeconds(10)), $"{SamplingThreads()} threads, {before} before");
    }

    [Fact]
    public void A_sensor_that_never_answers_keeps_no_more_than_some_thousand_edges_of_a_long_run()
    {
        using SessionRecorder recorder = new(TimeProvider.System, 1 << 20);
        using SourceRunner silent = new(PlannedSource.Constant("silent", "cpu0", 100), TimeProvider.System);
        recorder.Add(silent, TimeSpan.FromMilliseconds(100), 1 << 20);
        recorder.Begin(0);
        for (int run = 1; run <= 20_000; run++)
        {
            PhaseInstance phase = recorder.BeginPhase("work", "work", 0, recorder.AddEdge(run))!;
            recorder.EndPhase(phase, recorder.AddEdge(run + 0.5));
        }

        Assert.InRange(recorder.Tracks[0].Edges.Count, 1, 4096);
        PhaseTotals totals = Assert.Single(recorder.Phases);
        Assert.InRange(totals.Durations.Count, 17_000, 20_000);
        Assert.False(totals.Energy(0).IsKnown);
    }

    // Only the names of this process's threads tell them apart from those of tests beside this one.
    private static int SamplingThreads() => Directory.GetDirectories("/proc/self/task")
        .Count(task => TryRead(Path.Combine(task, "comm")).StartsWith("AIMeter own", StringComparison.Ordinal));

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }
}
