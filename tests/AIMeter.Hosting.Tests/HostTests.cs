using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Hosting.Tests;

public sealed class HostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_session_lasts_as_long_as_the_host_and_its_report_is_written_at_the_end()
    {
        string folder = Directory.CreateTempSubdirectory("aimeter-host-").FullName;
        using MeteredHost host = MeteredHost.Build(options => (options.Name, options.Json) = ("my service", Path.Combine(folder, "run.json")));
        ServiceMeter meter = host.Meter;
        Assert.Null(meter.Session);
        Assert.Equal("the host has not started yet", meter.Absence);

        await host.Start();
        Assert.False(meter.Session!.IsStopped);
        Assert.Null(meter.Absence);
        await Task.Delay(200, Cancel);
        await host.Stop();

        Assert.True(meter.Session.IsStopped);
        MeterReport written = MeterReport.Load(Path.Combine(folder, "run.json"));
        Assert.Equal(("my service", meter.Session.RunId), (written.Name, written.RunId));
        Assert.Equal(meter.Report!.Energy.Energy, written.Energy.Energy);
        Assert.InRange(written.Energy.Energy!.Value.Joules, Spender.Watts * 0.15, Spender.Watts * written.Duration.TotalSeconds * 1.1);
        string[] notes = [.. host.Notes.OfAIMeter];
        Assert.Equal($"AIMeter session my service ({written.RunId}) measures cpu0 (spender)", notes[0]);
        Assert.StartsWith("AIMeter session my service measured ", notes[^1], StringComparison.Ordinal);
        Assert.All(notes[1..^1], note => Assert.StartsWith("AIMeter does not read ", note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_session_is_there_before_the_first_service_starts_and_until_after_the_last_has_stopped()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddHostedService<Witness>();
        builder.Services.AddAIMeter(options => options.Configure = new Spender().Only);
        using IHost host = builder.Build();
        await host.StartAsync(Cancel);
        await host.StopAsync(Cancel);

        Witness witness = host.Services.GetServices<IHostedService>().OfType<Witness>().Single();
        Assert.Equal((true, true), (witness.AtStart, witness.AtStop));
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_logged_and_the_service_is_measured_all_the_same()
    {
        string file = Path.GetTempFileName(); // a file where a folder is needed: no right of any user helps
        using MeteredHost host = await MeteredHost.Start(options => options.Json = Path.Combine(file, "run.json"));

        Assert.False(host.Meter.Session!.IsStopped);
        Assert.Contains(host.Notes.OfAIMeter, note => note.StartsWith("AIMeter measures, but its report will not be written: ", StringComparison.Ordinal) && note.Contains(file, StringComparison.Ordinal));
        await host.Stop();
    }

    [Fact]
    public async Task What_fails_in_code_of_the_user_leaves_the_service_unmeasured_and_running()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Configure = _ => throw new TimeoutException("the plug is out"));

        Assert.Null(host.Meter.Session);
        Assert.Equal("measuring could not start: the plug is out", host.Meter.Absence);
        Assert.Equal("AIMeter could not start; the service goes on without it: the plug is out", Assert.Single(host.Notes.OfAIMeter));
        await host.Stop();
    }

    [Fact]
    public async Task Missing_energy_is_a_warning_and_under_strict_the_end_of_the_start()
    {
        using MeteredHost lenient = await MeteredHost.Start(options => options.Configure = MeteredHost.NoSensor);
        Assert.Contains(lenient.Notes.Notes, note => note.Level == LogLevel.Warning && note.Text == "AIMeter does not measure CPU: no source of CPU energy is ready");
        await lenient.Stop();

        using MeteredHost strict = MeteredHost.Build(options => (options.Strict, options.Configure) = (true, MeteredHost.NoSensor));
        await Assert.ThrowsAsync<MeterException>(() => strict.Start());
    }

    [Fact]
    public async Task Each_missing_source_is_told_once_with_its_reason_and_remedy()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Configure = MeteredHost.NoSensor);
        foreach (Readings.SourceStatus missing in host.Meter.Session!.Sources.Where(source => !source.IsReady))
        {
            string note = Assert.Single(host.Notes.OfAIMeter, text => text.StartsWith($"AIMeter does not read {missing.Source}: ", StringComparison.Ordinal));
            Assert.Contains(missing.Reason!, note, StringComparison.Ordinal);
            Assert.EndsWith(missing.Remedy ?? missing.Reason!, note, StringComparison.Ordinal);
        }
    }

    // A CPU of Intel's on real hardware, whose kernel shows no RAPL: a remedy is known, and without it the CPU's energy is missing or a guess.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_remedy_that_would_bring_the_energy_of_the_CPU_is_a_warning_and_others_are_not(bool estimates)
    {
        DirectoryInfo proc = Directory.CreateTempSubdirectory("aimeter-proc-");
        File.WriteAllText(Path.Combine(proc.FullName, "cpuinfo"), "processor : 0\nvendor_id : GenuineIntel\ncpu family : 6\nmodel : 106\nmodel name : Intel(R) Xeon(R) Gold 6338\nflags : fpu sse2\n\n");
        File.Copy("/proc/stat", Path.Combine(proc.FullName, "stat"));
        using MeteredHost host = await MeteredHost.Start(options => (options.Estimates, options.Configure) =
            (estimates, meter => meter.WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithProcRoot(proc.FullName)));

        Assert.Contains(host.Notes.Notes, note => note.Level == LogLevel.Warning && note.Text.StartsWith("AIMeter does not read powercap: ", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Notes.Notes, note => note.Level == LogLevel.Warning && note.Text.StartsWith("AIMeter does not read nvml: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Turned_off_nothing_is_measured_and_one_message_says_so()
    {
        using MeteredHost host = await MeteredHost.Start(options => options.Enabled = false);
        Assert.Null(host.Meter.Session);
        Assert.Null(host.Meter.Shares);
        Assert.Equal("measuring is turned off by AIMeter:Enabled", host.Meter.Absence);
        await host.Stop();
        Assert.Equal("AIMeter is turned off by AIMeter:Enabled", Assert.Single(host.Notes.OfAIMeter));
    }

    [Fact]
    public async Task A_host_that_is_thrown_away_without_a_stop_still_ends_the_session()
    {
        ServiceMeter meter;
        using (MeteredHost host = await MeteredHost.Start())
        {
            meter = host.Meter;
        }

        Assert.True(meter.Session!.IsStopped);
        Assert.NotNull(meter.Report);
    }

    [Fact]
    public async Task A_start_that_hangs_can_be_given_up_and_what_it_started_in_the_end_is_stopped_again()
    {
        using ManualResetEventSlim hanging = new(), goOn = new();
        Spender sensor = new();
        using CancellationTokenSource patience = new();
        MeteredHost host = MeteredHost.Build(options => options.Configure = meter =>
        {
            hanging.Set();
            goOn.Wait();
            sensor.Only(meter);
        });
        ServiceMeter started = host.Meter;
        Task start = host.Start(patience.Token);
        hanging.Wait(Cancel);
        await patience.CancelAsync();
        Task first = await Task.WhenAny(start, Task.Delay(TimeSpan.FromSeconds(20), Cancel));
        goOn.Set();
        Assert.Same(start, first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        host.Dispose();

        await MeteredHost.Until(() => Task.FromResult(started.Session is { IsStopped: true }));
    }

    [Fact]
    public async Task A_driver_that_hangs_does_not_keep_the_service_from_starting_and_it_is_measured_once_the_driver_answers()
    {
        using ManualResetEventSlim hanging = new(), goOn = new();
        FakeTimeProvider time = new();
        Spender sensor = new();
        NoteBook notes = new();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(notes);
        builder.Services.AddSingleton<TimeProvider>(time).AddAIMeter(options => options.Configure = meter =>
        {
            hanging.Set();
            goOn.Wait();
            sensor.Only(meter);
        });
        using IHost host = builder.Build();
        ServiceMeter meter = host.Services.GetRequiredService<ServiceMeter>();
        Task start = host.StartAsync(Cancel);
        hanging.Wait(Cancel);
        await MeteredHost.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(start.IsCompleted);
        });
        await start;
        Assert.Equal("the sensors have not been found yet", meter.Absence);
        Assert.Contains(notes.Notes, note => note.Level == LogLevel.Warning && note.Text.Contains("the service goes on and is measured once they answer", StringComparison.Ordinal));

        goOn.Set();
        await MeteredHost.Until(() => Task.FromResult(meter.Session is not null));
        Assert.Null(meter.Absence);
        await host.StopAsync(Cancel);
        Assert.True(meter.Session!.IsStopped);
    }

    [Fact]
    public async Task A_shutdown_in_a_hurry_is_not_held_up_and_the_report_is_made_all_the_same()
    {
        using ManualResetEventSlim slow = new();
        Slow sink = new(slow);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        NoteBook notes = new();
        builder.Logging.ClearProviders().AddProvider(notes);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        builder.Services.AddAIMeter(options => options.Configure = meter => new Spender().Only(meter.WriteTo.Sink(sink)));
        using IHost host = builder.Build();
        await host.StartAsync(Cancel);
        ServiceMeter meter = host.Services.GetRequiredService<ServiceMeter>();

        await host.StopAsync(Cancel); // the sink still writes
        Assert.Null(meter.Report);
        Assert.Contains(notes.OfAIMeter, note => note.StartsWith("AIMeter was not waited for at shutdown", StringComparison.Ordinal));
        slow.Set();
        await MeteredHost.Until(() => Task.FromResult(meter.Report is not null));
        Assert.Equal(meter.Report!.RunId, sink.Written);
    }

    [Fact]
    public async Task An_event_id_means_one_thing_in_the_category_that_the_core_logs_to_as_well()
    {
        MeteredHost host = await MeteredHost.Start(options => options.Configure = meter => new Spender().Only(meter.WriteTo.Sink(new Broken())));
        using (host)
        {
            await host.Stop();
        }

        Assert.Contains(host.Notes.OfAIMeter, note => note.Contains("the disk is full", StringComparison.Ordinal));
        Assert.All(
            host.Notes.Notes.Where(note => note.Category.StartsWith("AIMetering", StringComparison.Ordinal)).GroupBy(note => note.Id),
            notes => Assert.Single(notes.Select(note => note.Text.Split(' ')[..2]).Select(words => string.Join(' ', words)).Distinct()));
    }

    private sealed class Slow(ManualResetEventSlim goOn) : IReportSink
    {
        public string Name => "slow";

        public string? Written { get; private set; }

        public void Write(MeterReport report)
        {
            goOn.Wait();
            Written = report.RunId;
        }
    }

    private sealed class Broken : IReportSink
    {
        public string Name => "broken";

        public void Prepare()
        {
        }

        public void Write(MeterReport report) => throw new IOException("the disk is full");
    }

    private sealed class Witness(ServiceMeter meter) : IHostedService
    {
        public bool AtStart { get; private set; }

        public bool AtStop { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            AtStart = meter.Session is { IsStopped: false };
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            AtStop = meter.Session is { IsStopped: false };
            return Task.CompletedTask;
        }
    }
}
