using AIMetering.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AIMetering.AspNetCore;

/// <summary>Shares the session's energy among the requests in the pipeline.</summary>
internal sealed class EnergyMiddleware(RequestDelegate next, ServiceMeter meter, IOptions<AIMeterOptions> options, ILogger<EnergyMiddleware> log)
{
    private readonly Telling _telling = new(meter, options.Value, log);

    public async Task InvokeAsync(HttpContext context)
    {
        RequestEnergy? energy = meter.Shares is { } shares ? Begin(context, shares) : null;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            energy?.End();
        }
    }

    // Whatever fails here must not reach the request.
    private RequestEnergy? Begin(HttpContext context, EnergyShares shares)
    {
        try
        {
            if (context.Features.Get<IRequestEnergyFeature>() is { } known)
            {
                return known is RequestEnergy energy && energy.TryResume(shares) ? energy : null;
            }

            return RequestEnergy.Begin(context, shares, _telling);
        }
        catch (Exception error)
        {
            _telling.Fail(error);
            return null;
        }
    }
}
