namespace Smoke;

/// <summary>What a user does with one package.</summary>
internal interface IUse
{
    string Package { get; }

    /// <summary>Adds an output of the package to the session, with a folder of its own.</summary>
    void Configure(MeterConfiguration configuration, string folder)
    {
    }

    /// <summary>Uses the package while the session runs.</summary>
    Task DuringAsync(MeterSession meter) => Task.CompletedTask;

    /// <summary>Says what must hold afterwards.</summary>
    Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder);
}

internal sealed record Claim(string What, bool Holds);

/// <summary>The uses that were compiled in; each adds itself, so that a file more or less is all that it takes.</summary>
internal static class Uses
{
    private static readonly List<IUse> s_all = [];

    public static IEnumerable<IUse> All => s_all.OrderBy(use => use.Package, StringComparer.Ordinal);

    public static void Add(IUse use) => s_all.Add(use);

    public static string Place(string folder, IUse use) => Directory.CreateDirectory(Path.Combine(folder, use.GetType().Name)).FullName;

    public static Task<IReadOnlyList<Claim>> Claims(params Claim[] claims) => Task.FromResult<IReadOnlyList<Claim>>(claims);
}
