using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Tests;

/// <summary>A chat client in this process whose work draws power from a simulated device.</summary>
internal sealed class LocalModel(SimulatedDevice device, Func<TimeSpan, Task> work) : IChatClient
{
    public static readonly TimeSpan PrefillTime = TimeSpan.FromMilliseconds(8), TokenTime = TimeSpan.FromMilliseconds(2);

    /// <summary>Gets what it draws while it reads the prompt, and while it writes.</summary>
    public double PrefillWatts { get; init; } = 120;

    public double DecodeWatts { get; init; } = 60;

    public int Tokens { get; init; } = 6;

    public string Name { get; set; } = "tiny";

    /// <summary>Gets or sets what it says of its tokens; null says nothing.</summary>
    public Func<UsageDetails?> Usage { get; set; } = () => new UsageDetails { InputTokenCount = 10, OutputTokenCount = 6, TotalTokenCount = 16 };

    /// <summary>Gets or sets the token before which it fails; null never does.</summary>
    public int? FailsBefore { get; init; }

    /// <summary>Gets or sets the call that it asks for first; null answers at once.</summary>
    public string? AsksFor { get; init; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        AIContent content = Calls(messages) ? Call() : new TextContent("done");
        await Burn(PrefillWatts, PrefillTime);
        for (int token = 0; token < Tokens; token++)
        {
            await Next(token, cancellationToken);
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])) { ModelId = Name, Usage = Usage() };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        bool calls = Calls(messages);
        yield return new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = "r1", MessageId = "m1", ModelId = Name };
        await Burn(PrefillWatts, PrefillTime);
        for (int token = 0; token < Tokens; token++)
        {
            if (token > 0)
            {
                await Next(token, cancellationToken);
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, $"t{token} ") { ResponseId = "r1", MessageId = "m1", ModelId = Name };
        }

        if (calls)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [Call()]) { ResponseId = "r1", MessageId = "m1", ModelId = Name };
        }

        if (Usage() is { } usage)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]) { ResponseId = "r1", MessageId = "m1", ModelId = Name };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("local", null, "tiny") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private bool Calls(IEnumerable<ChatMessage> messages) => AsksFor is not null && !messages.Any(message => message.Role == ChatRole.Tool);

    private FunctionCallContent Call() => new("call-1", AsksFor!, new Dictionary<string, object?>());

    private async Task Next(int token, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (token == FailsBefore)
        {
            throw new InvalidOperationException("the model fell over");
        }

        await Burn(DecodeWatts, TokenTime);
    }

    private async Task Burn(double watts, TimeSpan time)
    {
        device.Draw(watts);
        try
        {
            await work(time);
        }
        finally
        {
            device.Draw(-watts);
        }
    }
}
