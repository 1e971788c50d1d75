// Energy budgets in unit tests: for one run, for one token, and against a baseline in the repository.
//
//   dotnet run --project samples/07-UnitTest
//
// Works on any machine. Where no sensor shows energy, an estimate with wide limits is judged, so that only a clear answer passes or
// fails; where the limits hold the budget, the test is skipped and says why.
using AIMetering;
using AIMetering.Testing;
using Xunit;

namespace UnitTest;

// A sensor sees the whole machine, other tests too: nothing runs beside these.
[CollectionDefinition("energy", DisableParallelization = true)]
public sealed class AloneOnTheMachine;

[Collection("energy")]
public sealed class EnergyBudgets
{
    private readonly double[] _vector = [.. Enumerable.Range(0, 1 << 16).Select(i => Math.Sin(i))];

    [Fact]
    public void Embedding_a_sentence_uses_less_than_a_tenth_of_a_joule() =>
        EnergyAssert.AtMost(Energy.FromJoules(0.1), () => Embed(_vector));

    [Fact]
    public void Each_token_stays_within_its_budget() =>
        EnergyAssert.AtMostPer(Energy.FromMillijoules(5), "token", () =>
        {
            for (int token = 0; token < 16; token++)
            {
                Embed(_vector);
            }

            return 16;
        });

    // Write the baseline once with AIMETER_UPDATE_BASELINES=1 and commit energy-baselines.json. Until then this test is skipped.
    [Fact]
    public void Embedding_uses_no_more_energy_than_last_time() =>
        EnergyAssert.NoRegression("embed", () => Embed(_vector), new() { Tolerance = 0.5 });

    private static double Embed(double[] vector)
    {
        double sum = 0;
        foreach (double value in vector)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }
}
