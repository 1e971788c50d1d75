namespace AIMetering.Live;

/// <summary>Shows a session in a browser while it measures.</summary>
public static class DashboardExtensions
{
    /// <summary>Serves a live page of a session, on loopback and behind a random token unless told otherwise.</summary>
    /// <param name="meter">The session.</param>
    /// <param name="options">Address, port, token and limits; null takes the defaults.</param>
    /// <returns>The page's address and its end: it is served until this is disposed or the session stops, whichever comes first.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The session was stopped.</exception>
    /// <exception cref="IOException">The address or port cannot be listened on; the message names the remedy.</exception>
    /// <remarks>
    /// It costs a thread that looks at the session at the pace of <see cref="DashboardOptions.RefreshEvery"/>, whether a browser looks or
    /// not, and reads no sensor. Nothing is written to the console, and no fault of it reaches the measured program. It does not keep a
    /// forgotten session alive.
    /// </remarks>
    public static LiveDashboard ServeDashboard(this MeterSession meter, DashboardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(meter);
        options ??= new DashboardOptions();
        options.Validate();
        return meter.IsStopped
            ? throw new InvalidOperationException($"The session '{meter.Name}' was stopped; its report has WriteHtml.")
            : LiveDashboard.Start(meter, options);
    }
}
