namespace AIMetering.Chat.Clients;

/// <summary>What is known of a request when it arrives.</summary>
/// <param name="Operation"><c>chat</c> or <c>embeddings</c>, as the conventions for generative AI call it.</param>
/// <param name="Model">The model that was asked for; null when the request leaves it to the client.</param>
/// <param name="Provider">Who serves the model; null when not known.</param>
/// <param name="IsStreamed">Whether the answer is streamed.</param>
internal sealed record RequestFacts(string Operation, string? Model, string? Provider, bool IsStreamed)
{
    public const string Chat = "chat", Embeddings = "embeddings";
}
