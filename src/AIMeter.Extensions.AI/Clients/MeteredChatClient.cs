using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Clients;

/// <summary>Passes requests on and tells their energy.</summary>
internal sealed class MeteredChatClient(IChatClient inner, Metering metering) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata? _about = inner.GetService<ChatClientMetadata>();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (metering.Begin(Facts(options, isStreamed: false)) is not { } run)
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }

        RequestOutcome outcome = RequestOutcome.Failed;
        ChatResponse? response = null;
        try
        {
            response = await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            outcome = RequestOutcome.Completed;
        }
        catch (OperationCanceledException)
        {
            outcome = RequestOutcome.Cancelled;
            throw;
        }
        finally
        {
            run.End(outcome, response?.Usage, response?.ModelId);
        }

        if (response is not null) // a stand-in for a model may answer nothing at all
        {
            run.WriteTo(() => response.AdditionalProperties ??= [], response.Usage);
        }

        return response!;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RequestRun? run = metering.Begin(Facts(options, isStreamed: true));
        StreamSummary seen = new();
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            while (true)
            {
                ChatResponseUpdate update;
                try
                {
                    run?.Enter();
                    updates ??= InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        seen.Outcome = RequestOutcome.Completed;
                        break;
                    }

                    update = updates.Current;
                }
                catch (Exception error)
                {
                    seen.Outcome = error is OperationCanceledException ? RequestOutcome.Cancelled : RequestOutcome.Failed;
                    throw;
                }

                run?.See(update);
                seen.Add(update);
                yield return update;
            }
        }
        finally
        {
            try
            {
                if (updates is not null)
                {
                    await updates.DisposeAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                run?.End(seen.Outcome, seen.Usage, seen.Last?.ModelId);
            }
        }

        if (run?.Record is not null)
        {
            yield return seen.Closing(run);
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        metering.Service(serviceType, serviceKey) ?? base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            metering.Dispose();
        }
    }

    private RequestFacts Facts(ChatOptions? options, bool isStreamed) =>
        new(RequestFacts.Chat, options?.ModelId ?? _about?.DefaultModelId, _about?.ProviderName, isStreamed);
}
