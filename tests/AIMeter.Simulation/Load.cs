namespace AIMetering.Simulation;

/// <summary>A load whose energy is known in closed form at every moment.</summary>
public abstract class Load(string name)
{
    public string Name { get; } = name;

    /// <summary>The energy in joules drawn from time 0 to a time in seconds; never falls.</summary>
    public abstract double Energy(double seconds);

    public double Energy(double from, double to) => Energy(to) - Energy(from);

    public override string ToString() => Name;

    /// <summary>The loads of the accuracy tables: those of the side-by-side trial of the field's tools.</summary>
    public static IReadOnlyList<Load> Standard(Random random) =>
        [new ConstantLoad(300), new SquareLoad("10 Hz square", 10, 50, 350), new SquareLoad("1 Hz square", 1, 50, 350), new BurstLoad(random)];
}

/// <summary>The same power all the time.</summary>
public sealed class ConstantLoad(double watts) : Load("constant")
{
    public override double Energy(double seconds) => watts * seconds;
}

/// <summary>Two powers in turn, half a period each.</summary>
public sealed class SquareLoad(string name, double hertz, double low, double high, double phase = 0) : Load(name)
{
    public override double Energy(double seconds)
    {
        double cycles = (seconds * hertz) + phase;
        double whole = Math.Floor(cycles), part = cycles - whole;
        double inPart = part < 0.5 ? part * high : (0.5 * high) + ((part - 0.5) * low);
        return ((whole * (low + high) / 2) + inPart) / hertz;
    }
}

/// <summary>Bursts of 30 ms at random times over a low floor.</summary>
public sealed class BurstLoad : Load
{
    private const double Slot = 0.03, Low = 50, High = 350;

    private readonly double[] _energy;

    public BurstLoad(Random random, double share = 0.4, double seconds = 400)
        : base("30 ms bursts")
    {
        _energy = new double[(int)(seconds / Slot) + 2];
        for (int slot = 1; slot < _energy.Length; slot++)
        {
            _energy[slot] = _energy[slot - 1] + (Slot * (random.NextDouble() < share ? High : Low));
        }
    }

    public override double Energy(double seconds)
    {
        double place = Math.Clamp(seconds / Slot, 0, _energy.Length - 1.001);
        int slot = (int)place;
        return _energy[slot] + ((place - slot) * (_energy[slot + 1] - _energy[slot]));
    }
}
