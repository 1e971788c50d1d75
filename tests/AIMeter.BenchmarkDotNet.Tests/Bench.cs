using AIMetering.BenchmarkDotNet.Subjects;
using AIMetering.Diagnosers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Xunit;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>Runs benchmarks by the real BenchmarkDotNet, with a folder for a simulated machine and for what is exported.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aimeter-bdn-").FullName;
    private readonly AccumulationLogger _log = new();

    public Bench()
    {
        SysRoot = Directory.CreateDirectory(Path.Combine(_folder, "sys")).FullName;
        Environment.SetEnvironmentVariable(PowercapOfWork.Variable, SysRoot); // the benchmark processes inherit it
    }

    /// <summary>The root of a sysfs that is empty until a test puts something there.</summary>
    public string SysRoot { get; }

    public string Log => _log.GetLog();

    public static Job InProcess => Short.WithToolchain(InProcessEmitToolchain.Instance).WithId("InProcess");

    public static Job OwnProcess => Short.WithCustomBuildConfiguration("Debug").WithId("OwnProcess"); // the one that was built already

    private static Job Short => Job.Default.WithLaunchCount(1).WithWarmupCount(1).WithIterationCount(4).WithInvocationCount(64).WithUnrollFactor(16);

    /// <summary>A bare config with the exporters that the tests read.</summary>
    public ManualConfig Config(Job job) => ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(_log)
        .AddExporter(MarkdownExporter.GitHub, JsonExporter.Full, new CsvExporter(CsvSeparator.Comma))
        .WithArtifactsPath(Path.Combine(_folder, "artifacts"))
        .WithOptions(ConfigOptions.DisableOptimizationsValidator);

    public Summary Run<T>(Job job, EnergyDiagnoserOptions options, Func<ManualConfig, ManualConfig>? more = null)
    {
        ManualConfig config = Config(job).AddEnergyDiagnoser(options);
        return Run<T>(more is null ? config : more(config));
    }

    public Summary Run<T>(ManualConfig config)
    {
        Summary summary = BenchmarkRunner.Run<T>(config);
        Assert.True(summary.Reports.All(report => report.Success), Log);
        return summary;
    }

    /// <summary>The only file that was exported with this ending.</summary>
    public string Exported(string ending) =>
        File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_folder, "artifacts", "results"), "*" + ending)));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(PowercapOfWork.Variable, null);
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>BenchmarkDotNet measures one benchmark at a time, and so do its tests.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
