using System.Globalization;
using AIMetering.Sources;

namespace AIMetering.Diagnosers;

/// <summary>What the energy diagnoser measures and how.</summary>
public sealed record EnergyDiagnoserOptions
{
    /// <summary>Gets the ids of the devices whose energy is shown, such as <c>cpu0</c>, <c>gpu1</c> or one of a source of your own.</summary>
    /// <value>Empty, the default, takes all that count towards the total of the machine.</value>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Gets the GPUs to measure, by index, UUID or PCI bus id.</summary>
    /// <value>Empty, the default, measures all that are visible.</value>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Gets where the power is drawn, such as <c>DE</c>, <c>US-CA</c> or <c>aws:eu-west-1</c>.</summary>
    /// <value>Null, the default, leaves the carbon out; no place is guessed.</value>
    public string? Region { get; init; }

    /// <summary>Gets whether the energy above idle is shown instead of the whole. The idle power is measured before each benchmark.</summary>
    /// <value>The default is false.</value>
    public bool AboveIdle { get; init; }

    /// <summary>Gets how long the idle power is measured before each benchmark, where <see cref="AboveIdle"/> is set.</summary>
    /// <value>Above zero, at most one hour. The default is 2 s.</value>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the relative bound that advice aims at: where the sensor is too slow for it, the invocation count is named that reaches it.</summary>
    /// <value>Above 0, at most 1. The default is 0.1, which is ±10 %.</value>
    public double TargetBound { get; init; } = 0.1;

    /// <summary>Gets the types of sources of your own, which are made anew for each benchmark, in the host process.</summary>
    /// <value>Each implements <see cref="IMetricSampler"/> and has a public constructor without parameters. Empty by default; sources that need more go into <see cref="Configure"/>.</value>
    public IReadOnlyList<Type> Sources { get; init; } = [];

    /// <summary>Gets what else to configure, such as a source of your own. Called once for each benchmark, in the host process.</summary>
    public Action<MeterConfiguration>? Configure { get; init; }

    internal MeterConfiguration ConfigurationOf(string name)
    {
        MeterConfiguration configuration = Own(name);
        foreach (Type source in Sources)
        {
            configuration.AddSource((IMetricSampler)Activator.CreateInstance(source)!);
        }

        Configure?.Invoke(configuration);
        return configuration;
    }

    /// <summary>What cannot be done as asked: option, value, remedy. Empty when all can.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!(TargetBound is > 0 and <= 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"TargetBound is a share above 0, at most 1, not {TargetBound}: 0.1 is ±10 %.");
        }

        if (IdleTime <= TimeSpan.Zero || IdleTime > TimeSpan.FromHours(1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"IdleTime is above zero and at most one hour, not {IdleTime.TotalSeconds} s: 2 s suit most sensors.");
        }

        if (AboveIdle && Devices.Count > 0)
        {
            yield return "Devices and AboveIdle do not go together: energy above idle is told of all devices. Leave one out.";
        }

        foreach (Type source in Sources.Where(each => !each.IsAssignableTo(typeof(IMetricSampler)) || each.IsAbstract || each.GetConstructor([]) is null))
        {
            yield return $"Sources names {source}, which is no class that implements IMetricSampler with a public constructor without parameters. Add such a source by Configure.";
        }

        if (Refused() is { } refused)
        {
            yield return refused;
        }
    }

    private MeterConfiguration Own(string name)
    {
        MeterConfiguration configuration = AIMeter.Configure(name);
        if (Gpus.Count > 0)
        {
            configuration.OnGpus([.. Gpus]);
        }

        return Region is null ? configuration : configuration.InRegion(Region);
    }

    // Configure is not asked here: it may open sources that only a session closes. What it throws later becomes the reason of NA.
    private string? Refused()
    {
        try
        {
            Own("check");
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }
}
