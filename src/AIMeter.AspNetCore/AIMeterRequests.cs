using AIMetering.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AIMetering.AspNetCore;

/// <summary>Tells requests their energy: <c>app.UseAIMeter()</c>.</summary>
public static class AIMeterRequests
{
    /// <summary>Tells each request its share of the energy: by tags of the current activity, by <see cref="IRequestEnergyFeature"/>, and by a
    /// response header where <see cref="AIMeterOptions.Header"/> names one, with a trailer where the protocol has them.</summary>
    /// <param name="app">The pipeline; put this first, so that the work of what follows is counted.</param>
    /// <returns>The pipeline, to go on with.</returns>
    /// <exception cref="InvalidOperationException">AIMeter was not added to the services.</exception>
    public static IApplicationBuilder UseAIMeter(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.ApplicationServices.GetService<ServiceMeter>() is not null ? app.UseMiddleware<EnergyMiddleware>()
            : throw new InvalidOperationException("UseAIMeter needs services.AddAIMeter() before the application is built.");
    }
}
