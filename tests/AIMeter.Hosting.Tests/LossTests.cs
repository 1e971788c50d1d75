using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Hosting.Tests;

public sealed class LossTests
{
    private const string Lost = "AIMeter: the sensor of cpu0 (spender) no longer answers; what it uses from then on is missing until it does";
    private const string Back = "AIMeter: the sensor of cpu0 answers again";

    [Fact]
    public async Task A_sensor_that_falls_silent_is_told_to_the_log_once_and_so_is_its_return()
    {
        FakeTimeProvider time = new();
        Spender sensor = new();
        NoteBook notes = new();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(notes);
        builder.Services.AddSingleton<TimeProvider>(time).AddAIMeter(options => (options.SampleEvery, options.Configure) = (TimeSpan.FromMilliseconds(10), sensor.Only));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(notes.OfAIMeter, note => note is Lost or Back);

        sensor.IsSilent = true;
        await Told(Lost);
        time.Advance(TimeSpan.FromMinutes(1));
        sensor.IsSilent = false;
        await Told(Back);
        time.Advance(TimeSpan.FromMinutes(1));
        await host.StopAsync(TestContext.Current.CancellationToken);
        sensor.IsSilent = true;
        time.Advance(TimeSpan.FromMinutes(1)); // nobody looks any more

        Assert.Equal([(LogLevel.Warning, Lost), (LogLevel.Information, Back)], notes.Notes.Where(note => note.Text is Lost or Back).Select(note => (note.Level, note.Text)));

        Task Told(string text) => MeteredHost.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(notes.OfAIMeter.Contains(text));
        });
    }
}
