using System.Runtime.CompilerServices;
using AIMetering.Live;

namespace Smoke;

internal sealed class DashboardUse : IUse
{
    private string _page = "";

    public string Package => "AIMeter.Dashboard";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new DashboardUse());

    public async Task DuringAsync(MeterSession meter)
    {
        using LiveDashboard dashboard = meter.ServeDashboard();
        using HttpClient browser = new();
        _page = await browser.GetStringAsync(dashboard.Url);
    }

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder) =>
        Uses.Claims(new Claim("the page was served", _page.Contains("uPlot", StringComparison.Ordinal)));
}
