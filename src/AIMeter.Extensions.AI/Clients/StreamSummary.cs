using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Clients;

/// <summary>What a streamed answer told on its way.</summary>
internal sealed class StreamSummary
{
    /// <summary>Gets or sets how it ended; until told otherwise, its reader has left.</summary>
    public RequestOutcome Outcome { get; set; } = RequestOutcome.Abandoned;

    /// <summary>Gets the usage; null when the model told none.</summary>
    public UsageDetails? Usage { get; private set; }

    public ChatResponseUpdate? Last { get; private set; }

    public void Add(ChatResponseUpdate update)
    {
        Last = update;
        foreach (AIContent content in update.Contents)
        {
            if (content is UsageContent { Details: { } details })
            {
                (Usage ??= new UsageDetails()).Add(details);
            }
        }
    }

    /// <summary>The update that brings the figures. It names no message, so that <c>ToChatResponse</c> puts them on the response.</summary>
    public ChatResponseUpdate Closing(RequestRun run)
    {
        ChatResponseUpdate closing = new()
        {
            Role = Last?.Role ?? ChatRole.Assistant,
            ResponseId = Last?.ResponseId,
            ConversationId = Last?.ConversationId,
            ModelId = Last?.ModelId,
            CreatedAt = Last?.CreatedAt,
            FinishReason = Last?.FinishReason,
        };
        UsageDetails? counts = Usage is null ? null : new UsageDetails();
        run.WriteTo(() => closing.AdditionalProperties ??= [], counts);
        if (counts?.AdditionalCounts is not null)
        {
            closing.Contents.Add(new UsageContent(counts)); // counts only: the tokens were told before
        }

        return closing;
    }
}
