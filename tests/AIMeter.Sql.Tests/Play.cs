using System.Data.Common;
using AIMetering.Export;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AIMetering.Sql.Tests;

/// <summary>What the tests share: measuring a little, and asking a database.</summary>
internal static class Play
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static MeterConfiguration Configure(CountingPlug plug, string name = "chat") =>
        AIMeter.Configure(name).SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(plug);

    /// <summary>Measures until the plug was read so often.</summary>
    public static MeterReport Measure(MeterConfiguration configuration, CountingPlug plug, int reads = 60, Action? amid = null)
    {
        using MeterSession meter = configuration.Start();
        meter.Record("loss", 0.5);
        using (PhaseScope decode = meter.Phase("decode"))
        {
            decode.Count("tokens", 12);
            WaitFor(() => plug.Reads >= reads / 2);
            amid?.Invoke();
            WaitFor(() => plug.Reads >= reads);
        }

        meter.Record("loss", 0.25);
        return meter.Stop();
    }

    public static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience), "it did not happen within a minute");

    public static DbDataSource File(string path) => SqliteFactory.Instance.CreateDataSource($"Data Source={path};Pooling=false");

    public static object? Ask(DbDataSource source, string sql)
    {
        using DbCommand command = source.CreateCommand(sql);
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    /// <summary>How many readings the database has.</summary>
    public static long Taken(DbDataSource lab)
    {
        try
        {
            return Convert.ToInt64(Ask(lab, "SELECT COUNT(*) FROM aimeter_samples"), null);
        }
        catch (DbException)
        {
            return 0; // the tables are made beside the measuring, which does not wait for them
        }
    }

    public static T[] Column<T>(DbDataSource source, string sql)
    {
        using DbCommand command = source.CreateCommand(sql);
        using DbDataReader reader = command.ExecuteReader();
        List<T> values = [];
        while (reader.Read())
        {
            values.Add(reader.IsDBNull(0) ? default! : reader.GetFieldValue<T>(0));
        }

        return [.. values];
    }

    /// <summary>The values of the plug in a database, in their order.</summary>
    public static double[] Counted(DbDataSource source, string runId) => Column<double>(
        source, $"SELECT value FROM aimeter_sample_values WHERE run_id = '{runId}' AND full_name = 'plug.power' ORDER BY n");

    /// <summary>Every reading from the first on is there once.</summary>
    public static void AssertWhole(double[] values, int atLeast)
    {
        Assert.True(values.Length >= atLeast, $"only {values.Length} of at least {atLeast} readings");
        Assert.Equal(Enumerable.Range((int)values[0], values.Length).Select(value => (double)value), values);
    }
}
