using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Tests;

/// <summary>Answers when the test says so.</summary>
internal sealed class GatedClient : IChatClient
{
    private TaskCompletionSource _gate = new();

    public void Finish()
    {
        TaskCompletionSource gate = _gate;
        _gate = new();
        gate.SetResult();
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await _gate.Task;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok"));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>Streams what the test hands it.</summary>
internal sealed class SteppedClient : IChatClient
{
    private readonly Channel<string> _texts = Channel.CreateUnbounded<string>();

    public void Say(string text) => _texts.Writer.TryWrite(text);

    public void End() => _texts.Writer.Complete();

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (string text in _texts.Reader.ReadAllAsync(cancellationToken))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, text);
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>Reads a stream update by update.</summary>
internal sealed class SteppedReader(IChatClient client) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates = client.GetStreamingResponseAsync("?").GetAsyncEnumerator();

    public async Task Next(SteppedClient model, string text)
    {
        model.Say(text);
        await _updates.MoveNextAsync();
    }

    public async Task End(SteppedClient model)
    {
        model.End();
        while (await _updates.MoveNextAsync())
        {
        }
    }

    public ValueTask DisposeAsync() => _updates.DisposeAsync();
}
