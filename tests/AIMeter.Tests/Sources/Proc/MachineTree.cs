using AIMetering.Readings;
using AIMetering.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AIMetering.Tests.Sources.Proc;

/// <summary>A machine as a folder: the files of /proc and /sys that a real one shows, with a clock that stands still until it is moved.</summary>
public sealed class MachineTree : IDisposable
{
    public MachineTree() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"aimeter-tree-{Guid.NewGuid():N}");

    public FakeTimeProvider Time { get; } = new();

    internal SourceEnvironment Environment => new(Path.Combine(Root, "sys"), Path.Combine(Root, "proc"), Path.Combine(Root, "dev"), Time, NullLogger.Instance);

    public MachineTree With(string path, string text)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public MachineTree WithFolder(string path)
    {
        Directory.CreateDirectory(Path.Combine(Root, path));
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>Samples a source and looks its values up by name.</summary>
internal sealed class Sampled(IMetricSampler sampler, TimeProvider time) : IDisposable
{
    private readonly SampleWriter _writer = new(time, sampler.Channels.Count);

    public IReadOnlyList<Channel> Channels => sampler.Channels;

    public Sample this[string metric] => _writer.Samples[IndexOf(metric)];

    public static Sampled Of(ProbedSource source, TimeProvider time) =>
        new(source.Sampler ?? throw new InvalidOperationException(source.Status.ToString()), time);

    public Sampled Take(bool energyOnly = false)
    {
        _writer.Begin(energyOnly);
        sampler.Sample(_writer);
        return this;
    }

    public bool Offers(string metric) => sampler.Channels.Any(channel => channel.FullName == metric);

    public void Dispose() => (sampler as IDisposable)?.Dispose();

    private int IndexOf(string metric) =>
        Enumerable.Range(0, sampler.Channels.Count).First(i => sampler.Channels[i].FullName == metric);
}
