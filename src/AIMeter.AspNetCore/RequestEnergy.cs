using System.Diagnostics;
using AIMetering.Readings;
using Microsoft.AspNetCore.Http;

namespace AIMetering.AspNetCore;

/// <summary>One request's share, told wherever the request can be asked. Whatever fails here must not reach the request.</summary>
internal sealed class RequestEnergy : IRequestEnergyFeature
{
    private readonly HttpContext _context;
    private readonly string? _header;
    private readonly Action<Exception> _fail;

    // The activity of the server, which outlives those that the request's own code starts.
    private readonly Activity? _activity = Activity.Current;

    private Passes _passes;
    private bool _isInside = true;

    private RequestEnergy(HttpContext context, ShareScope share, string? header, Action<Exception> fail) =>
        (_context, _passes, _header, _fail) = (context, new Passes(share, null), header, fail);

    public EnergyResult Energy => _passes.Energy;

    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices => _passes.Devices;

    public TimeSpan Duration => _passes.Duration;

    private bool HasTrailers => _context.Response.SupportsTrailers();

    public static RequestEnergy Begin(HttpContext context, EnergyShares shares, string? header, Action<Exception> fail)
    {
        ShareScope share = shares.Begin();
        try
        {
            RequestEnergy energy = new(context, share, header, fail);
            context.Features.Set<IRequestEnergyFeature>(energy);
            if (header is not null && !context.Response.HasStarted)
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
            _fail(error);
        }
    }

    // A response that streams has only begun; what it comes to goes into the trailer.
    private Task TellAtStart()
    {
        try
        {
            _context.Response.Headers[_header!] = EnergyHeader.Format(Energy);
            if (HasTrailers)
            {
                _context.Response.DeclareTrailer(_header!);
            }
        }
        catch (Exception error)
        {
            _fail(error);
        }

        return Task.CompletedTask;
    }

    // Nothing is reckoned that nobody reads: a trace that is not recorded costs no more than none.
    private void TellTheEnd()
    {
        if (_activity is { IsAllDataRequested: true })
        {
            Tag(_activity, Energy);
        }

        if (_header is not null && _context.Response.HasStarted && HasTrailers && !_context.RequestAborted.IsCancellationRequested)
        {
            _context.Response.AppendTrailer(_header, EnergyHeader.Format(Energy));
        }
    }

    private static void Tag(Activity activity, EnergyResult energy)
    {
        if (energy.Energy is not { } joules)
        {
            activity.SetTag(RequestEnergyTags.Unknown, energy.Reason);
            return;
        }

        activity.SetTag(RequestEnergyTags.Energy, joules.Joules);
        activity.SetTag(RequestEnergyTags.Bound, energy.Bound!.Value.Joules);
        activity.SetTag(RequestEnergyTags.Method, energy.Method!.Value.ToString().ToLowerInvariant());
    }
}
