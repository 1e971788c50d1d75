using System.Globalization;
using System.Runtime.CompilerServices;
using FirstMeter.Model;
using Microsoft.Extensions.AI;

namespace ChatClient;

/// <summary>The model of sample 01 behind the interface of chat clients. Its weights are random, so its words are token ids.</summary>
internal sealed class LlamaChatClient(LlamaWeights weights, int newTokens) : IChatClient
{
    private const string Name = "tiny-llama-75M";

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int[] prompt = Tokens(string.Join(' ', messages.Select(message => message.Text)));
        var decoder = new LlamaDecoder(weights);
        int token = await Task.Run(() => decoder.Next(prompt), cancellationToken);
        for (int written = 1; ; written++)
        {
            yield return Update(new TextContent(string.Create(CultureInfo.InvariantCulture, $"{token} ")));
            if (written == newTokens)
            {
                break;
            }

            int last = token;
            token = await Task.Run(() => decoder.Next(last), cancellationToken);
        }

        yield return Update(new UsageContent(new UsageDetails
        {
            InputTokenCount = prompt.Length,
            OutputTokenCount = newTokens,
            TotalTokenCount = prompt.Length + newTokens,
        }));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("in-process", null, Name)
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]) { ModelId = Name };

    // A letter is a token: enough for a model that has learned nothing.
    private static int[] Tokens(string text) => [.. text.Select(letter => letter % LlamaConfig.Tiny75M.Vocabulary)];
}
