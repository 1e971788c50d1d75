using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

internal static class Skip
{
    private const string Token = "$XunitDynamicSkip$";

    /// <summary>The exception by which an assertion asked xunit to skip, without its token; xunit's own Record lets it through.</summary>
    public static Exception Of(Action assertion)
    {
        try
        {
            assertion();
        }
        catch (Exception error)
        {
            Assert.StartsWith(Token, error.Message);
            return new InvalidOperationException(error.Message[Token.Length..]);
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }
}
