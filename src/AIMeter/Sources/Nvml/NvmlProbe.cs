namespace AIMetering.Sources.Nvml;

/// <summary>Looks for NVIDIA GPUs through their own management library, loaded into this process; no tool is ever started.</summary>
internal sealed class NvmlProbe(GpuOptions options) : ISourceProbe
{
    public const string SourceName = "nvml";

    public string Name => SourceName;

    /// <exception cref="ArgumentException">The option that selects GPUs names one that is not there.</exception>
    public ProbedSource Probe(SourceEnvironment environment)
    {
        if (NvmlLibrary.TryOpen(options.Libraries, out NvmlReturn failure) is not { } library)
        {
            return Unavailable(failure);
        }

        try
        {
            return Probe(library, environment.Time);
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    private ProbedSource Probe(NvmlLibrary library, TimeProvider time)
    {
        NvmlInventory inventory = NvmlInventory.Take(library.Api);
        GpuSelection selection = Select(inventory.Gpus);
        if (selection.Gpus.Count == 0)
        {
            library.Dispose();
            string nothing = inventory.Skipped.Count > 0 ? string.Join("; ", inventory.Skipped) : "the driver finds no GPU";
            return ProbedSource.Unavailable(SourceName, selection.Note ?? nothing);
        }

        List<GpuDevice> devices = [];
        List<MetricSupport> support = [];
        foreach (GpuIdentity gpu in selection.Gpus)
        {
            int first = devices.Sum(device => device.Channels.Count);
            devices.Add(GpuProber.Probe(library, gpu, selection.SliceUuids, options, time, first, out IReadOnlyList<MetricSupport> verdicts));
            support.AddRange(verdicts);
        }

        return ProbedSource.Ready(new NvmlSampler(library, devices, support, time, options.Patience), Note(inventory, selection, support));
    }

    private GpuSelection Select(IReadOnlyList<GpuIdentity> gpus)
    {
        if (options.Select is { } list)
        {
            return GpuSelection.ByList(gpus, list);
        }

        string? visible = options.Environment("CUDA_VISIBLE_DEVICES");
        IReadOnlyList<string>? cuda = visible is null ? null : options.CudaDevices();
        return GpuSelection.ByCuda(gpus, visible, options.Environment("CUDA_DEVICE_ORDER"), cuda);
    }

    private static string? Note(NvmlInventory inventory, GpuSelection selection, List<MetricSupport> support)
    {
        List<string> notes = [.. inventory.Skipped];
        if (selection.Note is { } note)
        {
            notes.Add(note);
        }

        notes.AddRange(support.Where(one => !one.IsOffered && one.Metric.EndsWith(".energy", StringComparison.Ordinal)
                && !one.Metric.Contains("-module", StringComparison.Ordinal))
            .Select(one => $"{one.Metric}: {one.Reason}; the power readings are integrated instead"));
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }

    private static ProbedSource Unavailable(NvmlReturn failure) => failure == NvmlReturn.LibraryNotFound
        ? ProbedSource.Unavailable(
            SourceName, "no NVIDIA driver library (NVML) is installed here",
            "Install the NVIDIA driver; in a container, use the NVIDIA runtime with the driver capability 'utility'.")
        : ProbedSource.Unavailable(SourceName, NvmlVerdict.Reason(failure), NvmlVerdict.Remedy(failure));
}
