using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AIMetering.Sources.Nvml;

/// <summary>PCI bus ids as people and tools write them: <c>3b:00.0</c>, <c>0000:3B:00.0</c>, <c>00000000:3B:00.0</c>.</summary>
internal static class PciAddress
{
    /// <summary>Brings a bus id into one spelling, <c>00000000:3b:00.0</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        string[] parts = text.Trim().Split(':');
        if (parts.Length is not (2 or 3))
        {
            return false;
        }

        string[] slot = parts[^1].Split('.');
        if (slot.Length > 2 || !Hex(parts.Length == 3 ? parts[0] : "0", out uint domain) || !Hex(parts[^2], out uint bus)
            || !Hex(slot[0], out uint device) || !Hex(slot.Length == 2 ? slot[1] : "0", out uint function))
        {
            return false;
        }

        canonical = string.Create(CultureInfo.InvariantCulture, $"{domain:x8}:{bus:x2}:{device:x2}.{function:x}");
        return true;
    }

    private static bool Hex(string text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
