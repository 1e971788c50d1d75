using AIMetering.Hosting.Requests;
using AIMetering.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting;

/// <summary>Brings AIMeter into a host: <c>services.AddAIMeter()</c>, <c>app.UseAIMeter()</c>.</summary>
public static class AIMeterServices
{
    /// <summary>Measures the service for its lifetime, as the section <c>AIMeter</c> of its configuration says.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services, to go on with.</returns>
    /// <remarks>
    /// <see cref="ServiceMeter"/> can be injected then. A sensor or output that fails never stops the service, unless
    /// <see cref="AIMeterOptions.Strict"/> is on; bad options stop its start and name every fault.
    /// </remarks>
    public static IServiceCollection AddAIMeter(this IServiceCollection services) => Add(services, null, null);

    /// <summary>Measures the service for its lifetime, as the section <c>AIMeter</c> of its configuration says and code after it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options, after the configuration was read.</param>
    /// <returns>The services, to go on with.</returns>
    public static IServiceCollection AddAIMeter(this IServiceCollection services, Action<AIMeterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, null, configure);
    }

    /// <summary>Measures the service for its lifetime, as a section of the configuration says.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section that holds the options, in place of <c>AIMeter</c>. Code may go over it: <c>services.Configure&lt;AIMeterOptions&gt;(…)</c>.</param>
    /// <returns>The services, to go on with.</returns>
    public static IServiceCollection AddAIMeter(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, section, null);
    }

    /// <summary>Tells each request its share of the energy: by a response header, a trailer where the protocol has them,
    /// <see cref="IRequestEnergyFeature"/> and tags of the current activity.</summary>
    /// <param name="app">The pipeline; put this first, so that the work of what follows is counted.</param>
    /// <returns>The pipeline, to go on with.</returns>
    /// <exception cref="InvalidOperationException">AIMeter was not added to the services.</exception>
    public static IApplicationBuilder UseAIMeter(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.ApplicationServices.GetService<ServiceMeter>() is not null ? app.UseMiddleware<EnergyMiddleware>()
            : throw new InvalidOperationException("UseAIMeter needs services.AddAIMeter() before the application is built.");
    }

    private static IServiceCollection Add(IServiceCollection services, IConfiguration? section, Action<AIMeterOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(_ => new ServiceMeter());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AIMeterOptions>, OptionSteps>());
        services.AddHostedService<SessionService>();
        OptionsBuilder<AIMeterOptions> options = services.AddOptions<AIMeterOptions>()
            .Configure<IServiceProvider>((read, provider) => Read(section, provider, read)).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return services;
    }

    private static void Read(IConfiguration? section, IServiceProvider provider, AIMeterOptions options)
    {
        if ((section ?? provider.GetService<IConfiguration>()?.GetSection(AIMeterOptions.SectionName)) is { } given)
        {
            OptionKeys.Read(given, options);
        }
    }
}
