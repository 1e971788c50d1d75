using System.Runtime.CompilerServices;
using AIMetering.Export;

namespace Smoke;

internal sealed class SqlUse : IUse
{
    public string Package => "AIMeter.Sql";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new SqlUse());

    public void Configure(MeterConfiguration configuration, string folder) => configuration.WriteTo.Sqlite(Database(folder));

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        SqlRuns runs = SqlRuns.InSqlite(Database(folder));
        IReadOnlyList<SqlRun> list = runs.List();
        return Uses.Claims(
            new("one run was written", list.Count == 1),
            new("it is read back with the same energy", runs.Load(list[0].RunId).Energy.Energy == report.Energy.Energy));
    }

    private static string Database(string folder) => Path.Combine(folder, "runs.db");
}
