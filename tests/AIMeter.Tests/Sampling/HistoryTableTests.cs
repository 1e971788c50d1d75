using AIMetering.Sampling;
using Xunit;

namespace AIMetering.Tests.Sampling;

public sealed class HistoryTableTests
{
    [Fact]
    public void Samples_come_back_as_they_went_in_and_missing_cells_are_left_out()
    {
        using HistoryTable table = new(2, 1 << 20);
        for (int sample = 0; sample < 2000; sample++)
        {
            int row = table.BeginRow();
            table.Set(row, 0, sample, sample * 2);
            if (sample % 2 == 0)
            {
                table.Set(row, 1, sample + 0.5, -sample);
            }
        }

        (double[] seconds, double[] values) = table.Copy(0);
        Assert.Equal(Enumerable.Range(0, 2000).Select(each => (double)each), seconds);
        Assert.Equal(3998, values[^1]);
        Assert.Equal(1000, table.Copy(1).Values.Length);
    }

    [Fact]
    public void A_full_history_keeps_every_second_sample_and_stays_within_its_budget()
    {
        const long Budget = 64 << 10;
        using HistoryTable table = new(1, Budget);
        for (int sample = 0; sample < 100_000; sample++)
        {
            int row = table.BeginRow();
            if (row >= 0)
            {
                table.Set(row, 0, sample, sample);
            }
        }

        (double[] seconds, double[] values) = table.Copy(0);
        Assert.InRange(table.Bytes, 1, Budget);
        Assert.True(table.ThinnedBy >= 16);
        Assert.True(values.Length >= 1000);
        Assert.Equal(seconds, values);
        Assert.All(seconds.Zip(seconds.Skip(1)), pair => Assert.Equal(table.ThinnedBy, pair.Second - pair.First));
        Assert.True(seconds[0] == 0 && seconds[^1] > 99_000);
    }
}
