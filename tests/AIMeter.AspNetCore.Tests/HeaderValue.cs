using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace AIMetering.AspNetCore.Tests;

/// <summary>The header as a client reads it.</summary>
internal sealed partial record HeaderValue(double Joules, double Bound, string Method, string Text)
{
    public static HeaderValue Of(HttpResponseMessage response) => Parse(Assert.Single(response.Headers.GetValues("AIMeter-Energy")));

    public static HeaderValue Parse(string text)
    {
        Match match = Item().Match(text);
        Assert.True(match.Success, text);
        return new(Millijoules(match.Groups["energy"]) / 1000, Millijoules(match.Groups["bound"]) / 1000, match.Groups["method"].Value, text);
    }

    private static double Millijoules(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    // An item with parameters by the grammar of RFC 9651: a decimal has 12 digits before the point at most, and 1 to 3 after it.
    [GeneratedRegex(@"^(?<energy>\d{1,12}(\.\d{1,3})?);unit=mJ;bound=(?<bound>\d{1,12}(\.\d{1,3})?);method=(?<method>[a-z]+)(;[a-z][a-z-]*)*$")]
    private static partial Regex Item();
}
