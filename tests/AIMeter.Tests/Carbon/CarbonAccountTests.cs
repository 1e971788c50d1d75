using AIMetering.Carbon;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class CarbonAccountTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly EnergyTimeline TenMinutes = EnergyTimeline.Constant(Power.FromWatts(200), Noon, TimeSpan.FromMinutes(10));
    private static readonly CarbonSettings Germany = new() { Region = GridRegion.Parse("DE") };

    [Fact]
    public void Without_a_region_there_is_no_carbon_and_the_reason_says_how_to_get_it()
    {
        CarbonStatement statement = new CarbonAccount(new CarbonSettings(), TenMinutes).Current;
        Assert.Null(statement.Average.Mass);
        Assert.Null(statement.Marginal.Mass);
        Assert.Contains("\"DE\"", statement.Average.Reason, StringComparison.Ordinal);
        Assert.Equal(TenMinutes.Total, statement.Average.Energy);
    }

    [Fact]
    public void A_region_alone_prices_both_signals_from_the_tables_and_is_final()
    {
        CarbonStatement statement = new CarbonAccount(Germany, TenMinutes).Current;
        Assert.Equal((CarbonSignal.Average, CarbonSignal.MarginalOperating), (statement.Average.Signal, statement.Marginal.Signal));
        Assert.Equal(650 * TenMinutes.Total.KilowattHours, statement.Marginal.Mass!.Value.Grams, 1e-9);
        Assert.False(statement.IsProvisional);
    }

    [Fact]
    public void A_cloud_region_brings_its_own_site_overhead_and_the_user_overrides_it()
    {
        CarbonSettings dublin = new() { Region = GridRegion.Parse("aws:eu-west-1") };
        Assert.Equal(1.11, new CarbonAccount(dublin, TenMinutes).Current.Average.Pue.Value);
        Assert.Equal(1.3, new CarbonAccount(dublin with { Pue = PowerUsageEffectiveness.Of(1.3) }, TenMinutes).Current.Average.Pue.Value);
    }

    [Fact]
    public async Task A_value_of_the_users_own_overrides_tables_and_providers()
    {
        var provider = new Scripted(_ => throw new InvalidOperationException("must not be asked"));
        CarbonSettings own = Germany with { Average = Grams(100), Marginal = Grams(200), MarketBased = Grams(0), Providers = [provider] };
        CarbonStatement statement = await new CarbonAccount(own, TenMinutes).SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((100.0, 200.0, 0.0), (Mean(statement.Average), Mean(statement.Marginal), Mean(statement.MarketBased!)));
        Assert.Equal(IntensityKind.User, Assert.Single(statement.Average.Shares).Provenance.Kind);
    }

    [Fact]
    public async Task Points_of_a_provider_replace_the_table_where_they_reach()
    {
        var provider = new Scripted(request => Answer(request, 0, 5, 870));
        var account = new CarbonAccount(Germany with { Providers = [provider] }, TenMinutes.StartedAt(Noon));
        Assert.True(account.Current.IsProvisional);
        CarbonStatement settled = await account.SettleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, settled.Revision);
        Assert.Equal([IntensityKind.Historical, IntensityKind.Held], settled.Marginal.Shares.Select(share => share.Provenance.Kind).Order());
        Assert.Equal(1.0, settled.Marginal.Shares.Sum(share => share.Share!.Value), 1e-12);
    }

    [Fact]
    public async Task An_average_provider_leaves_the_marginal_result_alone()
    {
        var provider = new Scripted(request => request.Signal == CarbonSignal.Average ? Answer(request, 0, 10, 300) : IntensityAnswer.None("average only"));
        var account = new CarbonAccount(Germany with { Providers = [provider] }, TenMinutes);
        CarbonStatement settled = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(300, Mean(settled.Average), 1e-9);
        Assert.Equal(650, Mean(settled.Marginal), 1e-9);
        Assert.Contains(settled.Marginal.Notes, note => note.Contains("average only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_second_provider_fills_what_the_first_does_not_know()
    {
        var first = new Scripted(request => Answer(request, 0, 5, 100));
        var second = new Scripted(request => Answer(request, 0, 10, 200));
        var account = new CarbonAccount(Germany with { Providers = [first, second] }, TenMinutes);
        Assert.Equal(150, Mean((await account.SettleAsync(TestContext.Current.CancellationToken)).Average), 1e-9);
    }

    [Fact]
    public async Task A_provider_that_throws_costs_its_values_and_nothing_else()
    {
        var broken = new Scripted(_ => throw new InvalidDataException("token=secret"));
        var account = new CarbonAccount(Germany with { Providers = [broken, new Scripted(request => Answer(request, 0, 10, 300))] }, TenMinutes);
        CarbonStatement settled = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(300, Mean(settled.Average), 1e-9);
        string note = Assert.Single(settled.Average.Notes, note => note.Contains("InvalidDataException", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_gone_silent_takes_nothing_back()
    {
        bool silent = false;
        var provider = new Scripted(request => silent ? IntensityAnswer.None("503") : Answer(request, 0, 10, 300));
        var account = new CarbonAccount(Germany with { Providers = [provider] }, TenMinutes);
        CarbonStatement before = await account.SettleAsync(TestContext.Current.CancellationToken);
        silent = true;
        CarbonStatement after = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before.Average.Mass, after.Average.Mass);
        Assert.Contains(after.Average.Notes, note => note.Contains("503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Phases_are_priced_by_the_intensities_of_the_whole_and_add_up_to_it()
    {
        var provider = new Scripted(request => new IntensityAnswer { Points = [.. Answer(request, 0, 5, 100).Points, .. Answer(request, 5, 10, 300).Points] });
        var account = new CarbonAccount(Germany with { Providers = [provider] }, TenMinutes);
        double whole = (await account.SettleAsync(TestContext.Current.CancellationToken)).Average.Mass!.Value.Grams;
        double first = account.PricePart(CarbonSignal.Average, TenMinutes.Window(Noon, Noon.AddMinutes(7))).Mass!.Value.Grams;
        double second = account.PricePart(CarbonSignal.Average, TenMinutes.Window(Noon.AddMinutes(7), Noon.AddMinutes(10))).Mass!.Value.Grams;
        Assert.Equal(whole, first + second, whole * 1e-12);
        Assert.Equal(300 * 200 * 180 / 3.6e6, second, 1e-9);
    }

    [Fact]
    public void A_provider_that_never_answers_holds_up_nobody()
    {
        var never = new Never();
        var account = new CarbonAccount(Germany with { Providers = [never] }, TenMinutes);
        CarbonStatement statement = account.SettleWithin(TimeSpan.FromMilliseconds(50));
        Assert.Equal(IntensityKind.StaticCountry, Assert.Single(statement.Average.Shares).Provenance.Kind);
        Assert.True(statement.IsProvisional);
    }

    [Fact]
    public async Task A_cancelled_settlement_leaves_the_statement_untouched()
    {
        using var cancelled = new CancellationTokenSource();
        var account = new CarbonAccount(Germany with { Providers = [new Never()] }, TenMinutes);
        CarbonStatement before = account.Current;
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => account.SettleAsync(cancelled.Token));
        Assert.Same(before, account.Current);
    }

    [Fact]
    public async Task Without_energy_nobody_is_asked()
    {
        var provider = new Scripted(_ => throw new InvalidOperationException("must not be asked"));
        var account = new CarbonAccount(Germany with { Providers = [provider] }, null);
        CarbonStatement statement = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Null(statement.Average.Mass);
        Assert.Empty(statement.Average.Notes);
    }

    private static double Mean(CarbonResult result) => result.EffectiveIntensity!.Value.GramsPerKilowattHour;

    private static CarbonIntensity Grams(double grams) => CarbonIntensity.FromGramsPerKilowattHour(grams);

    private static IntensityAnswer Answer(IntensityRequest request, int from, int to, double grams) => new()
    {
        Points =
        [
            new IntensityPoint
            {
                From = Noon.AddMinutes(from),
                To = Noon.AddMinutes(to),
                Intensity = Grams(grams),
                Provenance = new IntensityProvenance
                {
                    Signal = request.Signal,
                    Kind = IntensityKind.Historical,
                    Provider = "scripted",
                    Region = request.Region.Code,
                    OriginalUnit = "g/kWh",
                },
            },
        ],
    };

    /// <summary>A provider as a user might write one.</summary>
    private sealed class Scripted(Func<IntensityRequest, IntensityAnswer> script) : ICarbonIntensityProvider
    {
        public string Name => "scripted";

        public Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(script(request));
    }

    /// <summary>The worst third party: it ignores the token and never answers.</summary>
    private sealed class Never : ICarbonIntensityProvider
    {
        public string Name => "never";

        public async Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return IntensityAnswer.None("never");
        }
    }
}
