using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting.Requests;

/// <summary>Shares the session's energy among the requests in the pipeline.</summary>
internal sealed class EnergyMiddleware(RequestDelegate next, ServiceMeter meter, IOptions<AIMeterOptions> options, ILogger<ServiceMeter> log)
{
    private readonly string _header = options.Value.Header;
    private int _failed;

    public async Task InvokeAsync(HttpContext context)
    {
        RequestEnergy? energy = Begin(context);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            energy?.End();
        }
    }

    // In a pipeline that uses the middleware twice, a request is counted once.
    private RequestEnergy? Begin(HttpContext context)
    {
        if (meter.Requests is not { } requests || context.Features.Get<IRequestEnergyFeature>() is not null)
        {
            return null;
        }

        RequestEnergy energy = new(context, requests.Begin(), _header, Fail);
        energy.Begin();
        return energy;
    }

    private void Fail(Exception error)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            log.RequestNotTold(error.Message);
        }
    }
}
