using System.Globalization;
using Xunit;

namespace AIMetering.Hosting.Tests;

/// <summary>The header as a client reads it.</summary>
internal sealed record HeaderValue(double Joules, double Bound, string Method, string Text)
{
    public static HeaderValue Of(HttpResponseMessage response) => Parse(Assert.Single(response.Headers.GetValues("AIMeter-Energy")));

    public static HeaderValue Parse(string text)
    {
        string[] parts = text.Split(';');
        Dictionary<string, string> named = parts.Skip(1).Where(part => part.Contains('=')).ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
        Assert.Equal("J", named["unit"]);
        return new(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(named["bound"], CultureInfo.InvariantCulture), named["method"], text);
    }
}
