using System.Globalization;

namespace AIMetering.Sources.Nvml;

/// <summary>Which GPUs to measure, and what should be said about the choice.</summary>
/// <param name="Gpus">The GPUs chosen, each once, even where several of its slices were named.</param>
/// <param name="SliceUuids">The MIG slices named; empty means all slices of the chosen GPUs.</param>
/// <param name="Note">What the user should know; null when the choice is plain.</param>
internal sealed record GpuSelection(IReadOnlyList<GpuIdentity> Gpus, IReadOnlyList<string> SliceUuids, string? Note = null)
{
    /// <summary>Chooses GPUs by a list of indexes, UUIDs (or unique prefixes of them) and PCI bus ids.</summary>
    /// <exception cref="ArgumentException">An item names no GPU, or more than one.</exception>
    public static GpuSelection ByList(IReadOnlyList<GpuIdentity> gpus, string list, string option = "gpus")
    {
        List<GpuIdentity> chosen = [];
        List<string> slices = [];
        foreach (string item in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            GpuMatch match = GpuMatch.Find(gpus, item);
            if (match.Gpu is null)
            {
                throw new ArgumentException(
                    $"The option '{option}' names '{item}', {match.Problem}. Name one of: {Known(gpus)}.", option);
            }

            Take(match, chosen, slices);
        }

        return new GpuSelection(chosen, slices);
    }

    /// <summary>Chooses the GPUs that CUDA would show this process.</summary>
    /// <param name="gpus">All GPUs of the machine.</param>
    /// <param name="visible">The value of CUDA_VISIBLE_DEVICES; null when it is not set: all GPUs.</param>
    /// <param name="order">The value of CUDA_DEVICE_ORDER; null when it is not set: fastest first.</param>
    /// <param name="cudaUuids">The UUIDs of the devices that CUDA itself lists in this process; null when it cannot be asked.</param>
    /// <remarks>
    /// The list ends at the first item that names nothing. NVML's own numbering follows PCI bus ids; CUDA's does so only on
    /// request or when all GPUs are the same, otherwise a number could mean another GPU, and then all are measured.
    /// </remarks>
    public static GpuSelection ByCuda(
        IReadOnlyList<GpuIdentity> gpus, string? visible, string? order, IReadOnlyList<string>? cudaUuids = null)
    {
        if (visible is null)
        {
            return new GpuSelection(gpus, []);
        }

        if (cudaUuids is not null && Known(gpus, cudaUuids) is { } told)
        {
            return told;
        }

        string[] items = visible.Split(',', StringSplitOptions.TrimEntries);
        bool numbered = items.Any(item => int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        bool sameOrder = order == "PCI_BUS_ID" || gpus.Select(gpu => gpu.Name).Distinct().Count() <= 1;
        return numbered && !sameOrder ? new GpuSelection(gpus, [], Ambiguous(visible)) : UpToFirstInvalid(gpus, items);
    }

    private static GpuSelection UpToFirstInvalid(IReadOnlyList<GpuIdentity> gpus, string[] items)
    {
        GpuIdentity[] ordered = [.. gpus.OrderBy(gpu => gpu.CanonicalBusId, StringComparer.Ordinal)];
        HashSet<string> seen = [];
        List<GpuIdentity> chosen = [];
        List<string> slices = [];
        foreach (string item in items)
        {
            GpuMatch match = GpuMatch.FindCuda(ordered, item);
            if (match.Gpu is null || !seen.Add(match.Slice?.Uuid ?? match.Gpu.Uuid)) // CUDA stops at unknown items and repetitions
            {
                break;
            }

            Take(match, chosen, slices);
        }

        string? note = chosen.Count > 0 ? null : $"CUDA_VISIBLE_DEVICES='{string.Join(',', items)}' shows no GPU to this process";
        return new GpuSelection(chosen, slices, note);
    }

    private static GpuSelection? Known(IReadOnlyList<GpuIdentity> gpus, IReadOnlyList<string> cudaUuids)
    {
        List<GpuIdentity> chosen = [];
        List<string> slices = [];
        foreach (string uuid in cudaUuids)
        {
            GpuMatch match = GpuMatch.Find(gpus, uuid);
            if (match.Gpu is null)
            {
                return null; // CUDA speaks of something NVML does not show: fall back to the variable
            }

            Take(match, chosen, slices);
        }

        return new GpuSelection(chosen, slices);
    }

    private static void Take(GpuMatch match, List<GpuIdentity> chosen, List<string> slices)
    {
        if (!chosen.Contains(match.Gpu!))
        {
            chosen.Add(match.Gpu!); // several slices of one GPU: its energy exists once
        }

        if (match.Slice is not null && !slices.Contains(match.Slice.Uuid))
        {
            slices.Add(match.Slice.Uuid);
        }
    }

    private static string Ambiguous(string visible) =>
        $"CUDA_VISIBLE_DEVICES='{visible}' counts in CUDA's order (fastest first), which NVML cannot know on a machine with " +
        "different GPUs: all GPUs are measured. Set CUDA_DEVICE_ORDER=PCI_BUS_ID, or name the GPUs by UUID";

    private static string Known(IReadOnlyList<GpuIdentity> gpus) => gpus.Count == 0
        ? "(this machine shows no GPU)"
        : string.Join(", ", gpus.Select(gpu =>
            string.Create(CultureInfo.InvariantCulture, $"{gpu.Index} = {gpu.Uuid} = {gpu.PciBusId} ({gpu.Name})")));
}
