using System.Runtime.CompilerServices;
using AIMetering.Chat;
using Microsoft.Extensions.AI;

namespace Smoke;

internal sealed class ChatUse : IUse
{
    private ChatResponse? _answer;
    private LedgerStatement? _statement;

    public string Package => "AIMeter.Extensions.AI";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new ChatUse());

    public async Task DuringAsync(MeterSession meter)
    {
        using IChatClient client = new Echo().AsBuilder().UseAIMeter(options => options.Session = meter).Build();
        _answer = await client.GetStreamingResponseAsync("How much energy?").ToChatResponseAsync();
        _statement = RequestLedger.Of(meter).Statement();
    }

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder) => Uses.Claims(
        new("the answer is that of the client", _answer?.Text == "How much energy?"),
        new("it tells its energy", _answer?.AdditionalProperties?[ChatEnergyKeys.Energy] is double joules and > 0 && double.IsFinite(joules)),
        new("requests got energy", _statement?.Attributed.Energy > Energy.Zero));

    private sealed class Echo : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(100, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, messages.Last().Text);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
