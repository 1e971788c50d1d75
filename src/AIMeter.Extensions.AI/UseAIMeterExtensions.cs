using AIMetering.Chat.Clients;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AIMetering.Chat;

/// <summary>Puts the energy of each request beside its answer.</summary>
public static class UseAIMeterExtensions
{
    /// <summary>Measures the energy of each chat request, streamed or not, with a session that the first request starts.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <returns>The builder, to go on with.</returns>
    /// <example><code>IChatClient client = model.AsBuilder().UseOpenTelemetry().UseAIMeter().Build();</code></example>
    public static ChatClientBuilder UseAIMeter(this ChatClientBuilder builder) => builder.UseAIMeter(_ => { });

    /// <summary>Measures the energy of each chat request, streamed or not.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder, to go on with.</returns>
    /// <remarks>
    /// What is added inside <c>UseFunctionInvocation</c> measures each call of the model; outside it, the whole turn with its tools.
    /// Put it inside <c>UseOpenTelemetry</c>, so that the figures become attributes of the request's span. Where nothing can be
    /// measured, requests pass unchanged. No exception of the measurement reaches the caller.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static ChatClientBuilder UseAIMeter(this ChatClientBuilder builder, Action<ChatMeterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ChatMeterOptions options = Configure(configure);
        return builder.Use((inner, services) => new MeteredChatClient(inner, new Metering(options, LoggersOf(services))));
    }

    /// <summary>Measures the energy of each request for embeddings, with a session that the first request starts.</summary>
    /// <typeparam name="TInput">What is embedded.</typeparam>
    /// <typeparam name="TEmbedding">The embedding.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <returns>The builder, to go on with.</returns>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> UseAIMeter<TInput, TEmbedding>(this EmbeddingGeneratorBuilder<TInput, TEmbedding> builder)
        where TEmbedding : Embedding => builder.UseAIMeter(_ => { });

    /// <summary>Measures the energy of each request for embeddings.</summary>
    /// <typeparam name="TInput">What is embedded.</typeparam>
    /// <typeparam name="TEmbedding">The embedding.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder, to go on with.</returns>
    /// <remarks>As for chat clients. Give both the same <see cref="ChatMeterOptions.Session"/>, so that they share the device fairly.</remarks>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> UseAIMeter<TInput, TEmbedding>(
        this EmbeddingGeneratorBuilder<TInput, TEmbedding> builder, Action<ChatMeterOptions> configure)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(builder);
        ChatMeterOptions options = Configure(configure);
        return builder.Use((inner, services) => new MeteredEmbeddingGenerator<TInput, TEmbedding>(inner, new Metering(options, LoggersOf(services))));
    }

    private static ChatMeterOptions Configure(Action<ChatMeterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ChatMeterOptions options = new();
        configure(options);
        return options.Checked();
    }

    private static ILoggerFactory? LoggersOf(IServiceProvider services) => services.GetService(typeof(ILoggerFactory)) as ILoggerFactory;
}
