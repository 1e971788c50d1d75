// A user's program: one session with every output, and something of each package; see IUse. Without a using line for AIMeter.
//
// Names of packages as arguments: those must be among the ones used. Exit code 0 when all of it holds; otherwise the first thing that
// does not is named.
using Smoke;

foreach (string package in args.Except(Uses.All.Select(use => use.Package)))
{
    Console.Error.WriteLine($"Nothing here uses {package}.");
    return 1;
}

string folder = Directory.CreateTempSubdirectory("aimeter-smoke-").FullName;
try
{
    MeterReport report = await MeasureAsync(folder);
    foreach (IUse use in Uses.All)
    {
        IReadOnlyList<Claim> claims = await use.CheckAsync(report, Uses.Place(folder, use));
        if (claims.FirstOrDefault(claim => !claim.Holds) is { } broken)
        {
            Console.Error.WriteLine($"{use.Package}: it does not hold that {broken.What}.");
            return 1;
        }

        Console.WriteLine($"{use.Package}: {claims.Count} claims hold.");
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task<MeterReport> MeasureAsync(string folder)
{
    MeterConfiguration configuration = AIMeter.Configure("smoke").SampleEvery(TimeSpan.FromMilliseconds(20)).AddSource(new Card());
    foreach (IUse use in Uses.All)
    {
        use.Configure(configuration, Uses.Place(folder, use));
    }

    using MeterSession meter = configuration.Start();
    using (PhaseScope work = meter.Phase("work"))
    {
        work.Count("rounds", Work.For(TimeSpan.FromMilliseconds(500)));
    }

    foreach (IUse use in Uses.All)
    {
        await use.DuringAsync(meter);
    }

    return meter.Stop();
}
