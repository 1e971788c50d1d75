using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Tests.Sources.Proc;

/// <summary>Samples a source and looks its values up by name.</summary>
internal sealed class Sampled(IMetricSampler sampler, TimeProvider time) : IDisposable
{
    private readonly SampleWriter _writer = new(time, sampler.Channels.Count);

    public IReadOnlyList<Channel> Channels => sampler.Channels;

    public Sample this[string metric] => _writer.Samples[IndexOf(metric)];

    public double Joules(string metric) => this[metric].Value * Channels[IndexOf(metric)].Sensor!.JoulesPerCount;

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
