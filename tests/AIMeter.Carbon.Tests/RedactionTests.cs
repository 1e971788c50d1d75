using System.Text.Encodings.Web;
using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>What a service echoes of a credential, in whatever form, does not reach a report.</summary>
public sealed class RedactionTests : IDisposable
{
    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task A_secret_longer_than_an_error_text_may_be_is_not_shown_in_part()
    {
        string token = string.Concat(Enumerable.Range(0, 60).Select(i => $"s3cr{i:00}"));
        string problem = await RefusedAsync(token, $$"""{"error":"the token {{token}} is not known"}""");
        Assert.Equal("HTTP 400: the token *** is not known", problem);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(198)]
    [InlineData(250)]
    public async Task A_secret_that_stands_across_the_cut_is_not_shown_in_part(int before)
    {
        const string Token = "s3cr3t-of-some-length";
        string problem = await RefusedAsync(Token, $$"""{"error":"{{new string('x', before)}}{{Token}}{{new string('y', 100)}}"}""");
        Assert.DoesNotContain("s3cr3t", problem, StringComparison.Ordinal);
        Assert.EndsWith("…", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_name_that_begins_the_password_does_not_leave_the_rest_of_it()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            Play.Json(context, """{"error":"ada with ada-1815-lovelace is not known"}""", 400));
        using var provider = new WattTime("ada", "ada-1815-lovelace", "DE", _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(
            Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -10, 0), TestContext.Current.CancellationToken);
        Assert.Equal("HTTP 400: *** with *** is not known", answer.Problem);
    }

    [Fact]
    public async Task A_secret_in_the_writing_of_JSON_or_of_a_query_is_redacted_too()
    {
        const string Token = "wörd/\"quoted\" & more";
        string json = JavaScriptEncoder.Default.Encode(Token);
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            Play.Json(context, $$"""{"unknown":"{{json}} and {{Uri.EscapeDataString(Token)}}"}""", 400));
        using var provider = new WattTime("somebody", Token, "DE", _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(
            Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -10, 0), TestContext.Current.CancellationToken);
        Assert.Equal("""HTTP 400: {"unknown":"*** and ***"}""", answer.Problem);
    }

    [Fact]
    public async Task A_secret_in_an_answer_that_is_not_an_error_is_redacted_too()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """{"zone":"for tok-123-secret","history":[]}"""));
        using var provider = new ElectricityMaps("tok-123-secret", _play.Reach(service.Address));
        IntensityAnswer answer = await provider.GetIntensityAsync(
            Play.Ask(Play.Germany, CarbonSignal.Average, -10, 0), TestContext.Current.CancellationToken);
        Assert.Equal("asked for DE, answered for 'for ***': not used", answer.Problem);
    }

    [Fact]
    public async Task Nothing_that_is_cached_holds_a_credential()
    {
        var script = new WattTimeService(_play.Time);
        await using LoopbackService service = await LoopbackService.StartAsync(script.Answer, _play.Time);
        using var provider = new WattTime(WattTimeService.User, WattTimeService.Password, options: _play.Reach(service.Address));
        await provider.GetIntensityAsync(Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -10, 60), TestContext.Current.CancellationToken);
        string[] files = Directory.GetFiles(_play.Folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            string text = file + File.ReadAllText(file);
            Assert.DoesNotContain(WattTimeService.Password, text, StringComparison.Ordinal);
            Assert.DoesNotContain("jwt0", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("https://ada:hunter2@example.org/")]
    [InlineData("http://ada:hunter2@example.org/")]
    [InlineData("https://example.org/?token=hunter2")]
    public void An_address_is_no_place_for_credentials_and_does_not_show_them(string address)
    {
        var options = new CarbonHttpOptions { BaseAddress = new Uri(address) };
        string message = Assert.Throws<ArgumentException>(() => new UkGrid(options: options)).Message;
        Assert.Contains("BaseAddress", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync(string token, string body)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, body, 400));
        using var provider = new ElectricityMaps(token, _play.Reach(service.Address));
        return (await provider.GetIntensityAsync(
            Play.Ask(Play.Germany, CarbonSignal.Average, -10, 0), TestContext.Current.CancellationToken)).Problem!;
    }
}
