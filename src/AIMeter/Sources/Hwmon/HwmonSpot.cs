namespace AIMetering.Sources.Hwmon;

/// <summary>Where the files of a meter are.</summary>
/// <param name="First">The file that holds power or voltage.</param>
/// <param name="Second">The file that holds current; null when the first holds power.</param>
/// <param name="WattsPerCount">The watts of one count, or of the product of one count each.</param>
internal readonly record struct HwmonSpot(string First, string? Second, double WattsPerCount)
{
    /// <summary>A file in microwatts, the unit of power in hwmon.</summary>
    public static HwmonSpot Microwatts(string file) => new(file, null, 1e-6);

    /// <summary>A file in milliwatts, as the older Jetson driver writes it.</summary>
    public static HwmonSpot Milliwatts(string file) => new(file, null, 1e-3);

    /// <summary>Files in millivolts and milliamperes, the units of voltage and current in hwmon.</summary>
    public static HwmonSpot VoltsTimesAmperes(string millivolts, string milliamperes) => new(millivolts, milliamperes, 1e-6);
}
