using AIMetering.Sources;
using AIMetering.Tests.Machines;
using Microsoft.Extensions.Time.Testing;

namespace AIMetering.Tests.Sources.Proc;

/// <summary>A machine in a temporary folder with a clock that stands still until it is moved.</summary>
internal sealed class TimedMachine : IDisposable
{
    private readonly MachineTree _tree = new();

    public FakeTimeProvider Time { get; } = new();

    public SourceEnvironment Environment => _tree.Environment with { Time = Time };

    public TimedMachine With(string path, string text)
    {
        _tree.Write(path, text.TrimEnd('\n'));
        return this;
    }

    public TimedMachine WithFolder(string path)
    {
        Directory.CreateDirectory(_tree.PathOf(path));
        return this;
    }

    public TimedMachine Without(string path)
    {
        _tree.Remove(path);
        return this;
    }

    public string TextOf(string path) => File.ReadAllText(_tree.PathOf(path));

    public void Dispose() => _tree.Dispose();
}
