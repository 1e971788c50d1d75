using System.Net;
using AIMetering.Live;
using Xunit;

namespace AIMetering.Browser.Tests.Live;

/// <summary>Who gets in, and by which name; asked by a plain HTTP client.</summary>
public sealed class GateTests : IDisposable
{
    private readonly MeterSession _meter = AIMeter.Configure("gate").AddSource(new SteadyLoad()).Start();
    private readonly LiveDashboard _dashboard;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public GateTests() => _dashboard = _meter.ServeDashboard();

    private Uri Page => new(_dashboard.Url, "/");

    public void Dispose()
    {
        _http.Dispose();
        _dashboard.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/anything")]
    public async Task Without_a_token_nobody_gets_in(string path) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await _http.GetAsync(new Uri(Page, path), TestContext.Current.CancellationToken)).StatusCode);

    [Fact]
    public async Task A_wrong_token_or_cookie_does_not_open()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(new Uri(Page, "?token=wrong"), _ => { }));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(Page, request => request.Headers.Add("Cookie", $"aimeter-{Page.Port}=wrong")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(Page, request => request.Headers.Authorization = new("Bearer", "wrong")));
    }

    [Fact]
    public async Task The_token_becomes_a_cookie_that_scripts_cannot_read_and_foreign_pages_cannot_send()
    {
        using HttpResponseMessage entered = await _http.GetAsync(_dashboard.Url, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        string cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.EndsWith("; Path=/; HttpOnly; SameSite=Strict", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(Page, request => request.Headers.Add("Cookie", cookie.Split(';')[0])));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1:1")]
    public async Task A_name_that_is_not_ours_is_refused_even_with_the_token(string host) =>
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(_dashboard.Url, request => request.Headers.Host = host));

    [Fact]
    public async Task Loopback_goes_by_its_name_too() =>
        Assert.Equal(HttpStatusCode.SeeOther, await AskAsync(_dashboard.Url, request => request.Headers.Host = $"localhost:{Page.Port}"));

    [Fact]
    public async Task Another_page_may_not_ask_and_is_given_no_leave_to_read()
    {
        using HttpRequestMessage request = EventStream.Request(_dashboard.Url, "/events");
        request.Headers.Add("Origin", "http://evil.example");
        using HttpResponseMessage answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Only_reading_is_answered() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await AskAsync(_dashboard.Url, request => request.Method = HttpMethod.Post));

    [Fact]
    public async Task The_page_forbids_all_but_its_own_script_style_and_server()
    {
        using HttpResponseMessage page = await _http.SendAsync(EventStream.Request(_dashboard.Url, "/"), TestContext.Current.CancellationToken);
        Assert.Matches(
            "^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$",
            page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(["no-store", "nosniff", "no-referrer"], Header(page, "Cache-Control", "X-Content-Type-Options", "Referrer-Policy"));
        Assert.DoesNotContain(EventStream.TokenOf(_dashboard.Url), await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_run_has_a_token_of_its_own_and_listens_on_loopback()
    {
        using LiveDashboard other = _meter.ServeDashboard();
        Assert.NotEqual(EventStream.TokenOf(_dashboard.Url), EventStream.TokenOf(other.Url));
        Assert.True(EventStream.TokenOf(other.Url).Length >= 43);
        Assert.Equal("127.0.0.1", other.Url.Host);
    }

    private static IEnumerable<string> Header(HttpResponseMessage answer, params string[] names) => names.Select(name => answer.Headers.GetValues(name).Single());

    private async Task<HttpStatusCode> AskAsync(Uri address, Action<HttpRequestMessage> change)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        change(request);
        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
