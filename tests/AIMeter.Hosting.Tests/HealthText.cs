using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIMetering.Hosting.Tests;

internal static class HealthText
{
    /// <summary>Status, description and data of the only check, a line each.</summary>
    public static string Of(HealthReport report)
    {
        HealthReportEntry entry = report.Entries[AIMeterHealthChecks.Name];
        return string.Join('\n', [entry.Status.ToString(), entry.Description, .. entry.Data.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key}={each.Value}"))]);
    }
}
