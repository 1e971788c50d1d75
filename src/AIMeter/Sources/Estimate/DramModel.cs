namespace AIMetering.Sources.Estimate;

/// <summary>The power of main memory by its size, whatever its load.</summary>
internal static class DramModel
{
    /// <summary>Watts per GB: the mean of two makers' figures, 0.375 (Crucial) and 0.4083 (Micron).</summary>
    private const double WattsPerGigabyte = 0.392;

    /// <summary>Above this size the figure per GB overstates: memory modules grow, their power does not grow with them.</summary>
    private const double LargestBySize = 64;

    private static readonly double[] ModuleSizes = [4, 8, 16, 32, 64, 128, 256];

    /// <summary>The range of the estimate: nobody published one; half to twice above 64 GB, where the number of modules is a guess.</summary>
    public static double RelativeError(double gigabytes) => gigabytes <= LargestBySize ? 0.50 : 1.00;

    /// <summary>The power in watts of so many GB.</summary>
    /// <param name="gigabytes">The size in GB.</param>
    /// <param name="isArm">Whether the machine is an ARM, whose modules are taken to be smaller ones.</param>
    public static double Power(double gigabytes, bool isArm) =>
        gigabytes <= LargestBySize ? gigabytes * WattsPerGigabyte : ModulePower(Modules(gigabytes), isArm);

    /// <summary>How many modules make up a size: two up to 16 GB, four up to 64, eight up to 128.</summary>
    /// <remarks>Above that, as many as it takes of the largest size that gives at least eight, and 32 at most.</remarks>
    internal static int Modules(double gigabytes)
    {
        if (gigabytes <= 128)
        {
            return gigabytes <= 16 ? 2 : gigabytes <= 64 ? 4 : 8;
        }

        double size = ModuleSizes.Last(size => gigabytes / size >= 8);
        return (int)Math.Min(32, Math.Ceiling(gigabytes / size));
    }

    /// <summary>5 W a module (1.5 W on ARM), at least two of them; modules 5 to 8 count 90 %, 9 to 16 80 %, those above 70 %.</summary>
    internal static double ModulePower(int modules, bool isArm)
    {
        double each = isArm ? 1.5 : 5;
        double further = 0.9 * Part(modules, 4, 8) + 0.8 * Part(modules, 8, 16) + 0.7 * Part(modules, 16, int.MaxValue);
        return each * Math.Max(2, Math.Min(modules, 4) + further);
    }

    private static int Part(int modules, int above, int upTo) => Math.Max(0, Math.Min(modules, upTo) - above);
}
