using System.Globalization;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>Says of an estimate what it rests on, how far off it may be and what it holds.</summary>
internal static class EstimateNote
{
    public static string Of(CpuInfo cpu, CpuPowerModel model, double threads, bool isCapped)
    {
        string scope = isCapped ? "CPUs of the container's quota" : cpu.IsVirtual == true ? "virtual CPUs" : "hardware threads";
        string error = string.Create(CultureInfo.InvariantCulture, $"{threads:0.##} {scope}), ±{100 * model.RelativeError:0} %");
        return $"no energy sensor: estimated from {Basis(cpu, model)}{error}; {Contents(model)}";
    }

    private static string Basis(CpuInfo cpu, CpuPowerModel model)
    {
        string name = cpu.ModelName ?? (cpu.Vendor.Length > 0 ? cpu.Vendor : "an unknown CPU");
        return model.Basis == ModelBasis.Generic
            ? $"averages of server CPUs, as nothing closer is known of {name} ("
            : $"{name} ({model.Name}, ";
    }

    private static string Contents(CpuPowerModel model) => model.IsWholeServer
        ? "it holds the CPU, baseline memory, fans and power supply, as on a server of that kind at the wall"
        : "it holds the CPU alone";
}
