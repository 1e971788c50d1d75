using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Clients;

/// <summary>Passes requests for embeddings on and tells their energy.</summary>
internal sealed class MeteredEmbeddingGenerator<TInput, TEmbedding>(IEmbeddingGenerator<TInput, TEmbedding> inner, Metering metering)
    : DelegatingEmbeddingGenerator<TInput, TEmbedding>(inner)
    where TEmbedding : Embedding
{
    private readonly EmbeddingGeneratorMetadata? _about = inner.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;

    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        RequestFacts facts = new(RequestFacts.Embeddings, options?.ModelId ?? _about?.DefaultModelId, _about?.ProviderName, IsStreamed: false);
        if (metering.Begin(facts) is not { } run)
        {
            return await InnerGenerator.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
        }

        RequestOutcome outcome = RequestOutcome.Failed;
        GeneratedEmbeddings<TEmbedding>? embeddings = null;
        try
        {
            embeddings = await InnerGenerator.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
            outcome = RequestOutcome.Completed;
        }
        catch (OperationCanceledException)
        {
            outcome = RequestOutcome.Cancelled;
            throw;
        }
        finally
        {
            run.End(outcome, embeddings?.Usage, embeddings?.FirstOrDefault()?.ModelId);
        }

        if (embeddings is not null) // a stand-in for a model may answer nothing at all
        {
            run.WriteTo(() => embeddings.AdditionalProperties ??= [], embeddings.Usage);
        }

        return embeddings!;
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
}
