using System.Diagnostics;
using AIMetering.Readings;
using Microsoft.AspNetCore.Http;

namespace AIMetering.AspNetCore;

/// <summary>One request's share, told wherever the request can be asked. Whatever fails here must not reach the request.</summary>
internal sealed class RequestEnergy : IRequestEnergyFeature
{
    private readonly HttpContext _context;
    private readonly Telling _telling;

    // The activity of the server, which outlives those that the request's own code starts.
    private readonly Activity? _activity = Activity.Current;

    private Passes _passes;
    private bool _isInside = true;

    private RequestEnergy(HttpContext context, ShareScope share, Telling telling) =>
        (_context, _passes, _telling) = (context, new Passes(share, null), telling);

    public EnergyResult Energy => _passes.Energy;

    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices => _passes.Devices;

    public TimeSpan Duration => _passes.Duration;

    private bool HasTrailers => _context.Response.SupportsTrailers();

    public static RequestEnergy Begin(HttpContext context, EnergyShares shares, Telling telling)
    {
        ShareScope share = shares.Begin();
        try
        {
            RequestEnergy energy = new(context, share, telling);
            context.Features.Set<IRequestEnergyFeature>(energy);
            if (telling.Header is not null && !context.Response.HasStarted)
            {
                context.Response.OnStarting(energy.TellAtStart);
            }

            return energy;
        }
        catch
        {
            share.Dispose(); // or all others would share with it for ever
            throw;
        }
    }

    /// <summary>Counts a request on that comes through the pipeline once more, to show an error page.</summary>
    /// <returns>False while it is inside already: a pipeline that uses the middleware twice counts it once.</returns>
    public bool TryResume(EnergyShares shares)
    {
        if (_isInside)
        {
            return false;
        }

        (_isInside, _passes) = (true, new Passes(shares.Begin(), _passes));
        return true;
    }

    public void End()
    {
        _isInside = false;
        _passes.Last.Dispose();
        try
        {
            TellTheEnd();
        }
        catch (Exception error)
        {
            _telling.Fail(error);
        }
    }

    // A response that streams has only begun; what it comes to goes into the trailer.
    private Task TellAtStart()
    {
        try
        {
            _context.Response.Headers[_telling.Header!] = EnergyHeader.Format(Energy);
            if (HasTrailers)
            {
                _context.Response.DeclareTrailer(_telling.Header!);
            }
        }
        catch (Exception error)
        {
            _telling.Fail(error);
        }

        return Task.CompletedTask;
    }

    // Nothing is reckoned that nobody reads: a trace that is not recorded costs no more than none.
    private void TellTheEnd()
    {
        if (_activity is { IsAllDataRequested: true })
        {
            RequestEnergyTags.Set(_activity, Energy, _telling);
        }

        if (_telling.Header is { } header && _context.Response.HasStarted && HasTrailers && !_context.RequestAborted.IsCancellationRequested)
        {
            _context.Response.AppendTrailer(header, EnergyHeader.Format(Energy));
        }
    }
}
