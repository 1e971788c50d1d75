using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting.Settings;

/// <summary>A section that was named in code.</summary>
internal sealed record GivenSection(IConfiguration Section)
{
    public string Path => (Section as IConfigurationSection)?.Path ?? AIMeterOptions.SectionName;
}

/// <summary>Reads the options from the configuration: once, however often AIMeter was added, or its faults were told as often.</summary>
internal sealed class SectionReader(IEnumerable<GivenSection> given, IServiceProvider services) : IConfigureOptions<AIMeterOptions>
{
    public void Configure(AIMeterOptions options)
    {
        GivenSection[] sections = [.. given.DistinctBy(each => each.Path)];
        foreach (GivenSection section in sections.Length > 0 ? sections : Usual())
        {
            options.Section = section.Path;
            OptionKeys.Read(section.Section, options);
        }
    }

    // A container of services need not have a configuration.
    private IEnumerable<GivenSection> Usual() =>
        services.GetService<IConfiguration>() is { } configuration ? [new(configuration.GetSection(AIMeterOptions.SectionName))] : [];
}
