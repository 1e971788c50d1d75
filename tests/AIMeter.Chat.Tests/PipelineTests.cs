using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Xunit;

namespace AIMetering.Chat.Tests;

/// <summary>Among the other parts of a pipeline, as users build them.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly SimulatedDevice _device = new(TimeProvider.System);
    private readonly MeterSession _session;
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly string _source = $"chat-test-{Guid.NewGuid():N}";

    public PipelineTests()
    {
        _session = TestSession.Start(TimeProvider.System, _device);
        _device.Draw(10);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_spans)
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IReadOnlyList<Activity> ChatSpans => [.. _spans.Where(span => span.OperationName.StartsWith("chat", StringComparison.Ordinal))];

    public void Dispose()
    {
        _listener.Dispose();
        _session.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Inside_of_tools_and_telemetry_each_call_of_the_model_is_a_request_with_a_span(bool streamed)
    {
        using IChatClient client = Model().AsBuilder()
            .UseFunctionInvocation()
            .UseOpenTelemetry(sourceName: _source)
            .UseAIMeter(options => options.Session = _session)
            .Build();
        ChatResponse response = await Ask(client, streamed);
        IReadOnlyList<RequestEnergy> requests = RequestLedger.Of(_session).Requests;
        Assert.Equal(2, requests.Count); // one asks for the tool, one answers
        Assert.Equal(requests.Count, ChatSpans.Count);
        foreach ((Activity span, RequestEnergy request) in ChatSpans.Zip(requests))
        {
            Told(request, span.GetTagItem(ChatEnergyKeys.Energy), span.GetTagItem(ChatEnergyKeys.Bound));
            Assert.Equal("attributed", span.GetTagItem(ChatEnergyKeys.Method));
            Assert.Matches(@"^chat tiny: .* J ± .* J \(Attributed, .*\), \d+\.\d{3} s, 10 tokens in, 6 tokens out$", $"{request}");
        }

        double sum = ChatSpans.Sum(span => Math.Round((double)span.GetTagItem(ChatEnergyKeys.Energy)! * 1000));
        Assert.Equal(sum, response.Usage!.AdditionalCounts![ChatEnergyKeys.EnergyMillijoules]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outside_of_tools_the_turn_is_one_request_with_the_work_of_its_tools(bool streamed)
    {
        using IChatClient client = Model().AsBuilder()
            .UseOpenTelemetry(sourceName: _source)
            .UseAIMeter(options => options.Session = _session)
            .UseFunctionInvocation()
            .Build();
        double before = _device.Joules;
        ChatResponse response = await Ask(client, streamed);
        double outer = _device.Joules - before;
        RequestEnergy turn = Assert.Single(RequestLedger.Of(_session).Requests);
        Assert.Equal(response.AdditionalProperties![ChatEnergyKeys.Energy], ChatSpans[^1].GetTagItem(ChatEnergyKeys.Energy));
        Told(turn, response.AdditionalProperties[ChatEnergyKeys.Energy], response.AdditionalProperties[ChatEnergyKeys.Bound]);
        Assert.InRange(turn.Energy.Energy!.Value.Joules, 0.5 * outer, outer + turn.Energy.Bound!.Value.Joules);
    }

    [Fact]
    public async Task A_tool_that_chats_itself_is_part_of_the_turn_that_called_it()
    {
        using IChatClient helper = new LocalModel(_device, time => Task.Delay(time)).AsBuilder().UseAIMeter(options => options.Session = _session).Build();
        using IChatClient client = Model().AsBuilder().UseAIMeter(options => options.Session = _session).UseFunctionInvocation().Build();
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(async () => (await helper.GetResponseAsync("?", cancellationToken: Cancellation)).Text, "look")] };
        await client.GetResponseAsync("?", options, Cancellation);
        RequestLedger ledger = RequestLedger.Of(_session);
        Assert.Equal(1, Assert.Single(ledger.Requests).MostConcurrent);
        await helper.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Equal(2, ledger.Requests.Count); // on its own it is a request
    }

    [Fact]
    public async Task Embeddings_are_requests_too_and_share_with_chats()
    {
        TaskCompletionSource embedded = new();
        using IChatClient chat = new LocalModel(_device, _ => embedded.Task).AsBuilder().UseAIMeter(options => options.Session = _session).Build();
        using IEmbeddingGenerator<string, Embedding<float>> embedder = new Embedder(_device).AsBuilder()
            .UseOpenTelemetry(sourceName: _source)
            .UseAIMeter(options => options.Session = _session)
            .Build();
        Task<ChatResponse> asked = chat.GetResponseAsync("?", cancellationToken: Cancellation);
        GeneratedEmbeddings<Embedding<float>> embeddings = await embedder.GenerateAsync(["a", "b"], cancellationToken: Cancellation);
        embedded.SetResult();
        await asked;
        RequestEnergy request = RequestLedger.Of(_session).Requests.Single(each => each.Operation == "embeddings");
        Assert.Equal(2, request.MostConcurrent);
        Told(request, embeddings.AdditionalProperties![ChatEnergyKeys.Energy], embeddings.AdditionalProperties[ChatEnergyKeys.Bound]);
        Assert.Equal((long)Math.Round((double)embeddings.AdditionalProperties[ChatEnergyKeys.Energy]! * 1000), embeddings.Usage!.AdditionalCounts![ChatEnergyKeys.EnergyMillijoules]);
        Assert.Equal(4, request.InputTokens);
        Assert.Null(request.OutputTokens);
        Assert.Equal("embedder", request.Model);
    }

    [Fact]
    public async Task Metrics_tell_energy_by_request_and_token_with_few_names()
    {
        List<(string Instrument, double Value, Dictionary<string, object?> Tags)> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "AIMeter" && instrument.Name.StartsWith("aimeter.gen_ai", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        string mine = Guid.NewGuid().ToString("N");
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            lock (seen)
            {
                seen.Add(($"{instrument.Name} [{instrument.Unit}]", value, new(tags.ToArray())));
            }
        });
        listener.Start();
        (string Instrument, double Value, Dictionary<string, object?> Tags)[] Seen() // other tests of the process are told of, too
        {
            lock (seen)
            {
                return [.. seen];
            }
        }

        LocalModel model = new(_device, time => Task.Delay(time)) { Name = mine };
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = _session).Build();
        ChatResponse response = await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
        AdditionalPropertiesDictionary figures = response.AdditionalProperties!;
        var told = Seen().Where(each => Equals(each.Tags.GetValueOrDefault("gen_ai.response.model"), mine)).ToList();
        Assert.Equal(3, told.Count);
        Assert.Contains(told, each => each.Instrument == "aimeter.gen_ai.request.energy [J]" && each.Value == (double)figures[ChatEnergyKeys.Energy]!);
        Assert.Contains(told, each => each.Instrument == "aimeter.gen_ai.token.energy [J/{token}]" && Equals(each.Tags["gen_ai.token.type"], "input"));
        Assert.Contains(told, each => Equals(each.Tags.GetValueOrDefault("gen_ai.token.type"), "output") && each.Value == (double)figures[ChatEnergyKeys.DecodePerOutputToken]!);
        Assert.All(told, each => Assert.Equal(("chat", "local", "counter"), (each.Tags["gen_ai.operation.name"], each.Tags["gen_ai.provider.name"], each.Tags["aimeter.method"])));

        for (int number = 0; number < 100; number++)
        {
            model.Name = $"model-{number}";
            await new LocalModel(_device, _ => Task.CompletedTask) { Name = model.Name }.AsBuilder().UseAIMeter(options => options.Session = _session).Build()
                .GetResponseAsync("?", cancellationToken: Cancellation);
        }

        string[] names = [.. Seen().Select(each => each.Tags.GetValueOrDefault("gen_ai.response.model")).OfType<string>().Distinct()]; // none said: it failed
        Assert.Contains("_OTHER", names);
        Assert.True(names.Length <= 65, $"{names.Length} names of models");
    }

    [Theory]
    [InlineData("DE", null, "DE")]
    [InlineData(null, "DE", "DE")] // said to the session once, not again
    [InlineData("FR", "DE", "FR")]
    public async Task With_a_region_a_request_tells_its_carbon_and_on_whose_word(string? ofRequests, string? ofSession, string priced)
    {
        MeterConfiguration configuration = TestSession.Only(AIMeter.Configure("chat test"), _device);
        using MeterSession session = (ofSession is null ? configuration : configuration.InRegion(ofSession)).Start();
        (ChatResponse response, RequestEnergy request) = await Priced(session, ofRequests);
        double perKilowattHour = (double)response.AdditionalProperties![ChatEnergyKeys.Carbon]! / (double)response.AdditionalProperties[ChatEnergyKeys.Energy]! * 3.6e6;
        Assert.Equal(Carbon.GridIntensity.Average(Carbon.GridRegion.Parse(priced)).Points[0].Intensity.GramsPerKilowattHour, perKilowattHour, 6);
        Assert.Equal(perKilowattHour, request.Carbon!.Value.Grams / request.Energy.Energy!.Value.Joules * 3.6e6, 6);
        Assert.StartsWith($"{priced}: ", (string)response.AdditionalProperties[ChatEnergyKeys.CarbonBasis]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sites_overhead_and_an_average_of_the_users_own_price_requests_too()
    {
        Carbon.CarbonSettings settings = new() { Average = CarbonIntensity.FromGramsPerKilowattHour(100), Pue = Carbon.PowerUsageEffectiveness.Of(1.5) };
        using MeterSession session = TestSession.Only(AIMeter.Configure("chat test"), _device).WithCarbon(settings).Start();
        RequestEnergy request = (await Priced(session, null)).Request;
        Assert.Equal(150, request.Carbon!.Value.Grams / request.Energy.Energy!.Value.Joules * 3.6e6, 6);
        Assert.Equal("100 g/kWh, average (given by the user), PUE 1.5", request.CarbonBasis);
    }

    [Fact]
    public async Task Without_a_region_there_is_no_carbon_and_none_is_made_up()
    {
        (ChatResponse response, RequestEnergy request) = await Priced(_session, null);
        Assert.Null(request.Carbon);
        Assert.False(response.AdditionalProperties!.ContainsKey(ChatEnergyKeys.Carbon));
    }

    private async Task<(ChatResponse Response, RequestEnergy Request)> Priced(MeterSession session, string? region)
    {
        using IChatClient client = new LocalModel(_device, time => Task.Delay(time)).AsBuilder().UseAIMeter(options =>
        {
            options.Session = session;
            options.Region = region;
        }).Build();
        ChatResponse response = await client.GetResponseAsync("?", cancellationToken: Cancellation);
        return (response, RequestLedger.Of(session).Requests[^1]);
    }

    // What a response told holds what the ledger knows later.
    private static void Told(RequestEnergy request, object? joules, object? bound) =>
        Assert.Equal((double)joules!, request.Energy.Energy!.Value.Joules, (double)bound!);

    private LocalModel Model() => new(_device, time => Task.Delay(time)) { AsksFor = "look" };

    private static async Task<ChatResponse> Ask(IChatClient client, bool streamed)
    {
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(() => "seen", "look")] };
        return streamed
            ? await client.GetStreamingResponseAsync("?", options, Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("?", options, Cancellation);
    }

    private sealed class Embedder(SimulatedDevice device) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            device.Draw(80);
            await Task.Delay(5, cancellationToken);
            device.Draw(-80);
            return new(values.Select(value => new Embedding<float>(new float[] { value.Length }) { ModelId = "embedder" }))
            {
                Usage = new UsageDetails { InputTokenCount = 4 },
            };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
