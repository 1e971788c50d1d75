using System.Diagnostics;
using AIMetering.Readings;
using Microsoft.AspNetCore.Http;

namespace AIMetering.Hosting.Requests;

/// <summary>One request's share, told wherever the request can be asked. Whatever fails here must not reach the request.</summary>
internal sealed class RequestEnergy(HttpContext context, ShareScope share, string header, Action<Exception> fail) : IRequestEnergyFeature
{
    // The activity of the server, which outlives those that the request's own code starts.
    private readonly Activity? _activity = Activity.Current;

    public EnergyResult Energy => share.Energy;

    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices => share.Devices;

    public TimeSpan Duration => share.Duration;

    private bool HasTrailers => header.Length > 0 && context.Response.SupportsTrailers();

    public void Begin()
    {
        context.Features.Set<IRequestEnergyFeature>(this);
        if (header.Length > 0)
        {
            context.Response.OnStarting(TellAtStart);
        }
    }

    public void End()
    {
        share.Dispose();
        try
        {
            TellTheEnd();
        }
        catch (Exception error)
        {
            fail(error);
        }
    }

    // A response that streams has only begun; what it comes to goes into the trailer.
    private Task TellAtStart()
    {
        try
        {
            context.Response.Headers[header] = EnergyHeader.Format(share.Energy);
            if (HasTrailers)
            {
                context.Response.DeclareTrailer(header);
            }
        }
        catch (Exception error)
        {
            fail(error);
        }

        return Task.CompletedTask;
    }

    private void TellTheEnd()
    {
        EnergyResult energy = share.Energy;
        Tag(energy);
        if (context.Response.HasStarted && HasTrailers && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.AppendTrailer(header, EnergyHeader.Format(energy));
        }
    }

    private void Tag(EnergyResult energy)
    {
        if (energy.Energy is not { } joules)
        {
            _activity?.SetTag("aimeter.energy.unknown", energy.Reason);
            return;
        }

        _activity?.SetTag("aimeter.energy", joules.Joules);
        _activity?.SetTag("aimeter.energy.bound", energy.Bound!.Value.Joules);
        _activity?.SetTag("aimeter.energy.method", energy.Method!.Value.ToString().ToLowerInvariant());
    }
}
