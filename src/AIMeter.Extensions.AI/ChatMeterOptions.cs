using AIMetering.Carbon;
using Microsoft.Extensions.AI;

namespace AIMetering.Chat;

/// <summary>How requests are measured.</summary>
public sealed class ChatMeterOptions
{
    /// <summary>Gets or sets the session that measures; it stays the caller's to stop.</summary>
    /// <value>
    /// Null, the default, starts one at the first request, keeps it, and disposes it with the client. Clients that use the same devices
    /// should share a session: what two sessions see, each of them gives to its own requests.
    /// </value>
    public MeterSession? Session { get; set; }

    /// <summary>Gets or sets what to configure on the session that the first request starts, such as its outputs.</summary>
    /// <value>Null, the default, measures everything this machine offers, ten times a second. Not together with <see cref="Session"/>.</value>
    public Action<MeterConfiguration>? ConfigureSession { get; set; }

    /// <summary>Gets or sets where the power is drawn, such as <c>DE</c> or <c>aws:eu-west-1</c>, so that requests tell their carbon.</summary>
    /// <value>
    /// Null, the default, takes the region of the session, and tells no carbon where that has none; no place is guessed. A code as for
    /// <see cref="MeterConfiguration.InRegion(string)"/>, which is called with it on a session that the first request starts. A request is
    /// priced at the yearly average of the region, or the session's own average if it was given one, with the site's overhead; the
    /// session's report prices the whole run, by the hour where a provider tells it.
    /// </value>
    public string? Region { get; set; }

    /// <summary>Gets or sets how many tokens a streamed update holds; null when it is not known for this update.</summary>
    /// <value>
    /// Null, the default, splits energy evenly among the requests under way. With it, energy between two arrivals or departures is split
    /// by the tokens that came in that time, if all requests under way are past their first token and all their tokens are known; else
    /// evenly. A function that throws counts as not known.
    /// </value>
    public Func<ChatResponseUpdate, int?>? CountTokens { get; set; }

    /// <summary>Gets the place of <see cref="Region"/>.</summary>
    internal GridRegion? Place { get; private set; }

    /// <summary>A copy that nobody changes any more.</summary>
    internal ChatMeterOptions Checked()
    {
        if (Session is not null && ConfigureSession is not null)
        {
            throw new ArgumentException(
                $"{nameof(ConfigureSession)} is for the session that the first request starts, and {nameof(Session)} gives one that runs already; set one of them.");
        }

        return new()
        {
            Session = Session,
            ConfigureSession = ConfigureSession,
            Region = Region,
            CountTokens = CountTokens,
            Place = Region is null ? null : GridRegion.Parse(Region),
        };
    }
}
