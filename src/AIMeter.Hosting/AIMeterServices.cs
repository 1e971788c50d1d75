using AIMetering.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting;

/// <summary>Brings AIMeter into a host: <c>services.AddAIMeter()</c>.</summary>
public static class AIMeterServices
{
    /// <summary>Measures the service for its lifetime, as the section <c>AIMeter</c> of its configuration says.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services, to go on with.</returns>
    /// <remarks>
    /// <see cref="ServiceMeter"/> can be injected then. A sensor or output that fails never stops the service, unless
    /// <see cref="AIMeterOptions.Strict"/> is on; bad options stop its start and name every fault. Options are read once, at the start.
    /// Called more than once, there is one session: code adds up, the configuration is read once, before it.
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
    /// <exception cref="ArgumentException">It is the whole configuration, whose other sections are no options of AIMeter.</exception>
    public static IServiceCollection AddAIMeter(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return section is not IConfigurationRoot ? Add(services, section, null)
            : throw new ArgumentException("AddAIMeter takes a section, such as configuration.GetSection(\"AIMeter\"); this is the whole configuration.", nameof(section));
    }

    private static IServiceCollection Add(IServiceCollection services, IConfiguration? section, Action<AIMeterOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (section is not null)
        {
            services.AddSingleton(new GivenSection(section));
        }

        services.TryAddSingleton(_ => new ServiceMeter());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AIMeterOptions>, SectionReader>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AIMeterOptions>, OptionSteps>());
        services.AddHostedService<SessionService>();
        OptionsBuilder<AIMeterOptions> options = services.AddOptions<AIMeterOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return services;
    }
}
