using System.Runtime.CompilerServices;
using AIMetering.Diagnosers;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Smoke;

/// <summary>Sample 06 runs benchmarks; here it is enough that the attribute is found.</summary>
internal sealed class BenchmarkUse : IUse
{
    public string Package => "AIMeter.BenchmarkDotNet";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new BenchmarkUse());

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        IConfigSource attribute = typeof(Benchmarks).GetCustomAttributes(inherit: true).OfType<IConfigSource>().Single();
        return Uses.Claims(
            new("the attribute brings the diagnoser", attribute.Config.GetDiagnosers().OfType<EnergyDiagnoser>().Any()),
            new("so does the config", ManualConfig.CreateEmpty().AddEnergyDiagnoser().GetDiagnosers().OfType<EnergyDiagnoser>().Any()));
    }

    [EnergyDiagnoser(Region = "DE")]
    public class Benchmarks
    {
        [Benchmark]
        public int Work() => Smoke.Work.For(TimeSpan.FromMilliseconds(1));
    }
}
