using System.Globalization;

namespace AIMetering.Sources.Nvml;

/// <summary>What one item of a selection names: a GPU, a slice of one, or nothing and why.</summary>
internal readonly record struct GpuMatch(GpuIdentity? Gpu, GpuSlice? Slice, string? Problem)
{
    /// <summary>Finds by NVML index, by UUID or a unique prefix of it, or by PCI bus id.</summary>
    public static GpuMatch Find(IReadOnlyList<GpuIdentity> gpus, string item)
    {
        if (int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index))
        {
            return One([.. gpus.Where(gpu => gpu.Index == index)], "an index that no GPU has");
        }

        if (PciAddress.TryParse(item, out string? busId))
        {
            return One([.. gpus.Where(gpu => gpu.CanonicalBusId == busId)], "a PCI bus id that no GPU has");
        }

        return ByUuid(gpus, item);
    }

    /// <summary>Finds as CUDA does: a number counts in the order given, everything else is a UUID or a prefix of one.</summary>
    public static GpuMatch FindCuda(IReadOnlyList<GpuIdentity> ordered, string item)
    {
        if (int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int ordinal))
        {
            return ordinal >= 0 && ordinal < ordered.Count
                ? new GpuMatch(ordered[ordinal], null, null)
                : new GpuMatch(null, null, "an ordinal that no GPU has");
        }

        return ByUuid(ordered, item);
    }

    private static GpuMatch ByUuid(IReadOnlyList<GpuIdentity> gpus, string item)
    {
        if (item.StartsWith("MIG-GPU-", StringComparison.OrdinalIgnoreCase))
        {
            return OldSliceForm(gpus, item);
        }

        if (item.StartsWith("MIG-", StringComparison.OrdinalIgnoreCase))
        {
            (GpuIdentity Gpu, GpuSlice Slice)[] slices =
                [.. gpus.SelectMany(gpu => gpu.Slices.Where(slice => Begins(slice.Uuid, item)).Select(slice => (gpu, slice)))];
            return slices.Length == 1
                ? new GpuMatch(slices[0].Gpu, slices[0].Slice, null)
                : new GpuMatch(null, null, slices.Length == 0 ? "a UUID that no MIG slice has" : "a prefix of several MIG slices");
        }

        return item.StartsWith("GPU-", StringComparison.OrdinalIgnoreCase)
            ? One([.. gpus.Where(gpu => Begins(gpu.Uuid, item))], "a UUID that no GPU has")
            : new GpuMatch(null, null, "which is neither an index nor a UUID (GPU-… or MIG-…) nor a PCI bus id");
    }

    /// <summary>The form of drivers before 470, <c>MIG-GPU-uuid/gi/ci</c>: its parent is all that can be told from it.</summary>
    private static GpuMatch OldSliceForm(IReadOnlyList<GpuIdentity> gpus, string item)
    {
        string uuid = item["MIG-".Length..].Split('/')[0];
        return One([.. gpus.Where(gpu => Begins(gpu.Uuid, uuid))], "a MIG slice of a GPU that is not there");
    }

    private static bool Begins(string uuid, string prefix) => uuid.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static GpuMatch One(GpuIdentity[] found, string none) => found.Length switch
    {
        0 => new GpuMatch(null, null, none),
        1 => new GpuMatch(found[0], null, null),
        _ => new GpuMatch(null, null, "a prefix of several GPUs"),
    };
}
