namespace AIMetering.Analysis.Bottlenecks;

/// <summary>Links between devices: PCIe to the host, NVLink to other GPUs.</summary>
internal static class LinkRules
{
    /// <summary>The share of a link's rate from which it counts as full. Headers take a part of it: AIMeter's own choice.</summary>
    public const double Full = 0.6;

    /// <summary>The share of the time under load from which a full link is a bottleneck: AIMeter's own choice.</summary>
    public const double ShareOfTime = 0.1;

    // Bytes per second of one lane in one direction, by generation: 2.5 and 5 GT/s with 8b/10b, 8, 16 and 32 GT/s with 128b/130b
    // (PCI Express Base Specification); 64 GT/s of generation 6 less its flits' 236 of 256 bytes.
    private static readonly double[] LaneRates = [0, 2.5e9 * 0.8 / 8, 5e9 * 0.8 / 8, 8e9 * 128 / 130 / 8, 16e9 * 128 / 130 / 8, 32e9 * 128 / 130 / 8, 64e9 * 236 / 256 / 8];

    // Bytes per second in one direction, half of the total in NVIDIA's data sheet of each model. The first name that fits counts.
    private static readonly (string Name, double PerSecond)[] NvLinkRates =
    [
        ("H100 PCIe", 300e9), ("H100 NVL", 300e9), ("H200 NVL", 450e9), ("H800", 200e9), ("A800", 200e9), ("B300", 900e9), ("B200", 900e9), ("B100", 900e9),
        ("H200", 450e9), ("H100", 450e9), ("A100", 300e9), ("V100", 150e9),
    ];

    public static BottleneckAnswer Pcie(Scene scene)
    {
        string id = scene.Device.Id;
        // Generation and width fall while the GPU idles, so the most of the time under load is the link.
        double? lane = scene.Seen("pcie_generation", scene.Loaded) is { } generation && (int)generation.Most is > 0 and < 7 ? LaneRates[(int)generation.Most] : null;
        double? rate = lane * scene.Seen("pcie_width", scene.Loaded)?.Most;
        return rate is > 0
            ? Link(scene, Bottleneck.Pcie, "pcie", rate.Value, "Keep data on the GPU, copy it in larger pieces and while kernels run, or use a wider or newer slot.")
                ?? scene.Unknown(
                    Bottleneck.Pcie, $"{id}.pcie_tx and pcie_rx",
                    "A driver from R555 on counts PCIe bytes; ProfileGpus() (Hopper and newer) and ProfileGpusWithDcgm() give rates on others.")
            : scene.Unknown(Bottleneck.Pcie, $"{id}.pcie_generation and pcie_width", "NVML gives them without an option.");
    }

    public static BottleneckAnswer NvLink(Scene scene)
    {
        string id = scene.Device.Id;
        double rate = NvLinkRates.FirstOrDefault(known => scene.Device.Name.Contains(known.Name, StringComparison.OrdinalIgnoreCase)).PerSecond;
        if (Link(scene, Bottleneck.NvLink, "nvlink", rate > 0 ? rate : 1, "Overlap communication with work, use larger messages, or place what talks most on one GPU.") is not { } answer)
        {
            return scene.Unknown(
                Bottleneck.NvLink, $"{id}.nvlink_tx and nvlink_rx", "The GPU has no NVLink, or its driver does not count it; ProfileGpus() may give rates.");
        }

        return rate > 0 ? answer : scene.Unknown(Bottleneck.NvLink, $"the NVLink rate of {scene.Device.Name}", null, [.. answer.Evidence.Select(seen => seen with { Threshold = null })]);
    }

    // The fuller direction counts: both have the full rate.
    private static BottleneckAnswer? Link(Scene scene, Bottleneck bottleneck, string bus, double rate, string remedy)
    {
        (string Name, Tally Seen)[] directions = [.. new[] { $"{bus}_tx", $"{bus}_rx" }
            .Select(name => scene.Own(name) is null ? $"{name}_rate" : name)
            .Select(name => (Name: name, Seen: scene.Seen(name, scene.Loaded, value => value >= Full * rate)))
            .Where(each => each.Seen is not null).Select(each => (each.Name, each.Seen!.Value))];
        if (directions.Length == 0)
        {
            return null;
        }

        double share = directions.Max(each => each.Seen.Share);
        return scene.Told(
            bottleneck, share >= ShareOfTime, share, scene.Loaded, remedy,
            [.. directions.Select(each => new Evidence($"{scene.Device.Id}.{each.Name}", "mean under load", each.Seen.Mean / 1e9, "GB/s", Full * rate / 1e9))]);
    }
}
