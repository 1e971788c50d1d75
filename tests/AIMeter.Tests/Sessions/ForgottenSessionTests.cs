using System.Runtime.CompilerServices;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class ForgottenSessionTests
{
    [Fact]
    public void A_session_that_is_disposed_without_a_stop_writes_its_outputs()
    {
        Received sink = new();
        using (TestMachine.Bare("disposed").WriteTo.Sink(sink).Start())
        {
        }

        Assert.Equal("disposed", Assert.Single(sink.Reports).Name);
    }

    [Fact]
    public void A_session_that_is_forgotten_writes_its_outputs_when_it_is_collected()
    {
        Received sink = new();
        Forget(sink);
        for (int attempt = 0; attempt < 200 && sink.Reports.Count == 0; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.Equal("forgotten", Assert.Single(sink.Reports).Name);
    }

    [Fact]
    public void An_output_that_cannot_be_prepared_stops_the_start_before_anything_is_measured() =>
        Assert.Throws<IOException>(() => TestMachine.Bare().WriteTo.Sink(new Received { CannotPrepare = true }).Start());

    [Fact]
    public void An_output_that_fails_at_the_end_is_noted_and_the_others_still_get_the_report()
    {
        Received broken = new() { CannotWrite = true }, sound = new();
        using MeterSession meter = TestMachine.Bare().WriteTo.Sink(broken).WriteTo.Sink(sound).Start();
        MeterReport report = meter.Stop();

        Assert.Single(sound.Reports);
        Assert.Contains(report.Notes, note => note.Contains("the disk is full", StringComparison.Ordinal));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(IReportSink sink) => TestMachine.Bare("forgotten").WriteTo.Sink(sink).Start();

    private sealed class Received : IReportSink
    {
        public string Name => "received";

        public List<MeterReport> Reports { get; } = [];

        public bool CannotPrepare { get; init; }

        public bool CannotWrite { get; init; }

        public void Prepare()
        {
            if (CannotPrepare)
            {
                throw new IOException("the folder cannot be written");
            }
        }

        public void Write(MeterReport report)
        {
            if (CannotWrite)
            {
                throw new IOException("the disk is full");
            }

            Reports.Add(report);
        }
    }
}
