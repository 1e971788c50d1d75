using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.Hosting.Tests;

public sealed class HostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_session_lasts_as_long_as_the_host_and_its_report_is_written_at_the_end()
    {
        string folder = Directory.CreateTempSubdirectory("aimeter-host-").FullName;
        using IHost host = Build(out NoteBook notes, options =>
        {
            options.Name = "my service";
            options.Json = Path.Combine(folder, "run.json");
            options.Configure = new Spender().Only;
        });
        ServiceMeter meter = host.Services.GetRequiredService<ServiceMeter>();
        Assert.Null(meter.Session);
        Assert.Equal("the host has not started yet", meter.Absence);

        await host.StartAsync(Cancel);
        Assert.False(meter.Session!.IsStopped);
        Assert.Null(meter.Absence);
        await Task.Delay(200, Cancel);
        await host.StopAsync(Cancel);

        Assert.True(meter.Session.IsStopped);
        MeterReport written = MeterReport.Load(Path.Combine(folder, "run.json"));
        Assert.Equal(("my service", meter.Session.RunId), (written.Name, written.RunId));
        Assert.Equal(meter.Report!.Energy.Energy, written.Energy.Energy);
        Assert.InRange(written.Energy.Energy!.Value.Joules, Spender.Watts * 0.15, Spender.Watts * written.Duration.TotalSeconds * 1.1);
        Assert.Collection(
            notes.OfAIMeter,
            note => Assert.Equal($"AIMeter session my service ({written.RunId}) measures cpu0 (spender)", note),
            note => Assert.StartsWith("AIMeter session my service measured ", note, StringComparison.Ordinal));
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
        using IHost host = Build(out NoteBook notes, options => (options.Json, options.Configure) = (Path.Combine(file, "run.json"), new Spender().Only));
        await host.StartAsync(Cancel);

        Assert.False(host.Services.GetRequiredService<ServiceMeter>().Session!.IsStopped);
        Assert.Contains(notes.Notes, note => note is { Level: LogLevel.Error, Id: 4 } && note.Text.Contains(file, StringComparison.Ordinal));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task What_fails_in_code_of_the_user_leaves_the_service_unmeasured_and_running()
    {
        using IHost host = Build(out NoteBook notes, options => options.Configure = _ => throw new TimeoutException("the plug is out"));
        await host.StartAsync(Cancel);

        ServiceMeter meter = host.Services.GetRequiredService<ServiceMeter>();
        Assert.Null(meter.Session);
        Assert.Equal("measuring could not start: the plug is out", meter.Absence);
        Assert.Equal("AIMeter could not start; the service goes on without it: the plug is out", Assert.Single(notes.OfAIMeter));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_missing_source_is_a_warning_and_under_strict_the_end_of_the_start()
    {
        static void NoSensor(MeterConfiguration meter) => meter.WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates();
        using IHost lenient = Build(out NoteBook notes, options => options.Configure = NoSensor);
        await lenient.StartAsync(Cancel);
        Assert.Contains(notes.Notes, note => note is { Level: LogLevel.Warning, Id: 2 } && note.Text.Contains("CPU: no source of CPU energy is ready", StringComparison.Ordinal));
        await lenient.StopAsync(Cancel);

        using IHost strict = Build(out _, options => (options.Strict, options.Configure) = (true, NoSensor));
        await Assert.ThrowsAsync<MeterException>(() => strict.StartAsync(Cancel));
    }

    [Fact]
    public async Task Turned_off_nothing_is_measured_and_one_message_says_so()
    {
        using IHost host = Build(out NoteBook notes, options => options.Enabled = false);
        await host.StartAsync(Cancel);
        ServiceMeter meter = host.Services.GetRequiredService<ServiceMeter>();
        Assert.Null(meter.Session);
        Assert.Null(meter.Requests);
        Assert.Equal("measuring is turned off by AIMeter:Enabled", meter.Absence);
        await host.StopAsync(Cancel);
        Assert.Equal("AIMeter is turned off by AIMeter:Enabled", Assert.Single(notes.OfAIMeter));
    }

    [Fact]
    public async Task A_host_that_is_thrown_away_without_a_stop_still_ends_the_session()
    {
        ServiceMeter meter;
        using (IHost host = Build(out _, options => options.Configure = new Spender().Only))
        {
            await host.StartAsync(Cancel);
            meter = host.Services.GetRequiredService<ServiceMeter>();
        }

        Assert.True(meter.Session!.IsStopped);
        Assert.NotNull(meter.Report);
    }

    private static IHost Build(out NoteBook notes, Action<AIMeterOptions> configure)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        NoteBook book = notes = new NoteBook();
        builder.Logging.ClearProviders().AddProvider(book);
        builder.Services.AddAIMeter(configure);
        return builder.Build();
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
