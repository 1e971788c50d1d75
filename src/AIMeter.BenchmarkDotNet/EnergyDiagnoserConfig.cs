using BenchmarkDotNet.Configs;

namespace AIMetering.Diagnosers;

/// <summary>Adds the energy diagnoser to a config.</summary>
public static class EnergyDiagnoserConfig
{
    /// <summary>Adds the diagnoser, its columns, and what tells it of iterations in another process.</summary>
    /// <param name="config">The config.</param>
    /// <param name="options">What to measure and how; null takes the defaults.</param>
    /// <returns>The config, to go on with.</returns>
    public static ManualConfig AddEnergyDiagnoser(this ManualConfig config, EnergyDiagnoserOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        EnergyDiagnoser diagnoser = new(options);
        return config.AddDiagnoser(diagnoser).AddColumnProvider(EnergyColumnProvider.Instance).AddLogger(new LineWatch(diagnoser));
    }
}
