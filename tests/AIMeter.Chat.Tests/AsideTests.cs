using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.Chat.Tests;

/// <summary>Where there is nothing to measure, and whose session it is.</summary>
public sealed class AsideTests
{
    private readonly SimulatedDevice _device = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_device_requests_pass_as_they_are()
    {
        using MeterSession session = TestSession.Start(TimeProvider.System);
        Assert.SkipWhen(session.Current.Devices.Any(device => device.Device.InTotal), "this machine has a device that a test cannot hide");
        await PassesUntouched(options => options.Session = session);
        Assert.Empty(session.Stop().Phases);
    }

    [Fact]
    public async Task Over_a_session_that_was_stopped_requests_pass_as_they_are()
    {
        MeterSession session = TestSession.Start(TimeProvider.System, _device);
        session.Stop();
        await PassesUntouched(options => options.Session = session);
    }

    [Fact]
    public async Task A_session_that_cannot_start_is_told_to_the_log_once_and_harms_nobody()
    {
        LoggedLines log = new();
        using IChatClient client = new LocalModel(_device, _ => Task.CompletedTask).AsBuilder()
            .UseAIMeter(options => options.ConfigureSession = _ => throw new IOException("the disk is full"))
            .Build(log);
        for (int request = 0; request < 3; request++)
        {
            Assert.Null((await client.GetResponseAsync("?", cancellationToken: Cancellation)).AdditionalProperties);
        }

        Assert.Equal("AIMeter measures no energy of requests: the disk is full", Assert.Single(log.Lines));
        Assert.Null(client.GetService<RequestLedger>());
    }

    [Fact]
    public async Task A_session_of_the_client_starts_with_its_first_request_and_ends_with_the_client()
    {
        IChatClient client = new LocalModel(_device, time => Task.Delay(time)).AsBuilder()
            .UseAIMeter(options => options.ConfigureSession = configuration => TestSession.Only(configuration, _device))
            .Build();
        Assert.Null(client.GetService<MeterSession>());
        await client.GetResponseAsync("?", cancellationToken: Cancellation);
        MeterSession session = client.GetService<MeterSession>()!;
        await client.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Same(session, client.GetService<MeterSession>());
        Assert.Equal(2, client.GetService<RequestLedger>()!.Requests.Count);
        client.Dispose();
        Assert.True(session.IsStopped);
        Assert.Equal(2, session.Stop().FindPhase("chat")!.Count);
    }

    [Fact]
    public async Task A_session_that_was_given_outlives_the_client()
    {
        using MeterSession session = TestSession.Start(TimeProvider.System, _device);
        using (IChatClient client = new LocalModel(_device, time => Task.Delay(time)).AsBuilder().UseAIMeter(options => options.Session = session).Build())
        {
            await client.GetResponseAsync("?", cancellationToken: Cancellation);
        }

        Assert.False(session.IsStopped);
        Assert.Single(RequestLedger.Of(session).Requests);
    }

    [Fact]
    public async Task A_request_that_outlives_the_session_ends_with_what_was_measured()
    {
        MeterSession session = TestSession.Start(TimeProvider.System, _device);
        _device.Draw(20);
        GatedClient model = new();
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        Task<ChatResponse> asked = client.GetResponseAsync("?", cancellationToken: Cancellation);
        await Task.Delay(20, Cancellation);
        Energy whole = session.Stop().Energy.Energy!.Value;
        model.Finish();
        ChatResponse response = await asked;
        Assert.True((double)response.AdditionalProperties![ChatEnergyKeys.Energy]! > 0);
        TestSession.AddsUp(RequestLedger.Of(session), whole);
    }

    [Fact]
    public async Task Usage_that_makes_no_sense_does_no_harm()
    {
        using MeterSession session = TestSession.Start(TimeProvider.System, _device);
        LoggedLines log = new();
        using IChatClient client = new LocalModel(_device, time => Task.Delay(time)) { Usage = () => new UsageDetails { InputTokenCount = -5, OutputTokenCount = long.MaxValue } }.AsBuilder()
            .UseAIMeter(options => options.Session = session).Build(log);
        ChatResponse response = await client.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Equal("done", response.Text);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void Bad_options_are_refused_where_they_are_set()
    {
        ChatClientBuilder builder = new LocalModel(_device, _ => Task.CompletedTask).AsBuilder();
        Assert.Contains("DEE", Assert.Throws<ArgumentException>(() => builder.UseAIMeter(options => options.Region = "DEE")).Message, StringComparison.Ordinal);
        using MeterSession session = TestSession.Start(TimeProvider.System, _device);
        Assert.Contains("ConfigureSession", Assert.Throws<ArgumentException>(() => builder.UseAIMeter(options =>
        {
            options.Session = session;
            options.ConfigureSession = _ => { };
        })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_to_the_console()
    {
        TextWriter output = Console.Out, errors = Console.Error;
        using StringWriter written = new();
        Console.SetOut(written);
        Console.SetError(written);
        try
        {
            using MeterSession session = TestSession.Start(TimeProvider.System, _device);
            using IChatClient client = new LocalModel(_device, time => Task.Delay(time)).AsBuilder().UseAIMeter(options => options.Session = session).Build();
            await client.GetResponseAsync("?", cancellationToken: Cancellation);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }

        Assert.DoesNotContain("AIMeter", written.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private async Task PassesUntouched(Action<ChatMeterOptions> configure)
    {
        using IChatClient client = new LocalModel(_device, _ => Task.CompletedTask).AsBuilder().UseAIMeter(configure).Build();
        ChatResponse response = await client.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Null(response.AdditionalProperties);
        Assert.Null(response.Usage!.AdditionalCounts);
        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal(8, updates.Count); // the first, six tokens, the usage: none of ours
    }

    private sealed class LoggedLines : IServiceProvider, ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? this : null;

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
