using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.AspNetCore.Tests;

internal static class Told
{
    /// <summary>Neither AIMeter nor the server has logged a fault.</summary>
    public static void Nothing(WebService service) => Assert.DoesNotContain(
        service.Notes.Notes,
        note => note.Level >= LogLevel.Warning && (note.Category.StartsWith("AIMetering", StringComparison.Ordinal) || note.Category.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal)));
}
