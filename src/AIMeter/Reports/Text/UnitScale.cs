namespace AIMetering.Reports.Text;

/// <summary>The steps of a unit, such as mJ, J, kJ, from which the one is taken that leaves a readable number.</summary>
internal sealed class UnitScale(params (double Factor, string Symbol)[] steps)
{
    public static readonly UnitScale Joules =
        new((1e-9, "nJ"), (1e-6, "µJ"), (1e-3, "mJ"), (1, "J"), (1e3, "kJ"), (1e6, "MJ"), (1e9, "GJ"));

    public static readonly UnitScale WattHours =
        new((3.6e-3, "µWh"), (3.6, "mWh"), (3600, "Wh"), (3.6e6, "kWh"), (3.6e9, "MWh"));

    public static readonly UnitScale Watts = new((1e-6, "µW"), (1e-3, "mW"), (1, "W"), (1e3, "kW"), (1e6, "MW"));

    public static readonly UnitScale Grams =
        new((1e-9, "ng"), (1e-6, "µg"), (1e-3, "mg"), (1, "g"), (1e3, "kg"), (1e6, "t"));

    public static readonly UnitScale Bytes = new((1, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"));

    /// <summary>The greatest step that is not greater than the amount; the least when there is none, the plain unit for zero.</summary>
    public (double Factor, string Symbol) StepFor(double amount)
    {
        double size = Math.Abs(amount);
        (double Factor, string Symbol) best = size > 0 ? steps[0] : Array.Find(steps, step => step.Factor >= 1);
        foreach ((double Factor, string Symbol) step in steps)
        {
            best = step.Factor <= size ? step : best;
        }

        return best;
    }
}
