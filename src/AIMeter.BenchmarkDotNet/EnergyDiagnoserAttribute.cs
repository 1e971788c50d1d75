using BenchmarkDotNet.Configs;

namespace AIMetering.Diagnosers;

/// <summary>Shows the energy of one operation, its bound, the power and the carbon of each benchmark.</summary>
/// <remarks>For sources that need more than a constructor without parameters, use <see cref="EnergyDiagnoserConfig.AddEnergyDiagnoser"/> in a config.</remarks>
/// <param name="sources">The types of sources of your own; see <see cref="EnergyDiagnoserOptions.Sources"/>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class EnergyDiagnoserAttribute(params Type[] sources) : Attribute, IConfigSource
{
    private IConfig? _config;

    /// <summary>Gets the types of sources of your own.</summary>
    public Type[] Sources => sources;

    /// <summary>Gets or sets the ids of the devices whose energy is shown; empty takes all that count towards the total.</summary>
    public string[] Devices { get; set; } = [];

    /// <summary>Gets or sets the GPUs to measure, by index, UUID or PCI bus id; empty measures all.</summary>
    public string[] Gpus { get; set; } = [];

    /// <summary>Gets or sets where the power is drawn, such as <c>DE</c> or <c>aws:eu-west-1</c>; null leaves the carbon out.</summary>
    public string? Region { get; set; }

    /// <summary>Gets or sets whether the energy above idle is shown instead of the whole.</summary>
    public bool AboveIdle { get; set; }

    /// <summary>Gets or sets for how many seconds the idle power is measured before each benchmark, where <see cref="AboveIdle"/> is set. The default is 2.</summary>
    public double IdleSeconds { get; set; } = 2;

    /// <summary>Gets or sets the relative bound that advice aims at, above 0 and at most 1. The default is 0.1.</summary>
    public double TargetBound { get; set; } = 0.1;

    /// <summary>Gets the diagnoser with its columns, as BenchmarkDotNet asks for them.</summary>
    public IConfig Config => _config ??= ManualConfig.CreateEmpty().AddEnergyDiagnoser(new EnergyDiagnoserOptions
    {
        Sources = Sources,
        Devices = Devices,
        Gpus = Gpus,
        Region = Region,
        AboveIdle = AboveIdle,
        IdleTime = Seconds(IdleSeconds),
        TargetBound = TargetBound,
    });

    // What is no time at all is refused with a message by the diagnoser's validation, not by an exception out of an attribute.
    private static TimeSpan Seconds(double seconds) =>
        seconds > 0 && seconds <= TimeSpan.FromDays(1).TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
}
