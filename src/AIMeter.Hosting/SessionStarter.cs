using AIMetering.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace AIMetering.Hosting;

/// <summary>Starts the session of a service, with as much as works; what fails stops the host under <see cref="AIMeterOptions.Strict"/> only.</summary>
internal static class SessionStarter
{
    /// <summary>Starts a session.</summary>
    /// <param name="options">Options that were checked.</param>
    /// <param name="name">The name of the application.</param>
    /// <param name="log">Is told what failed.</param>
    /// <param name="lack">Is told why there is no session.</param>
    /// <returns>The session; null when it could not start.</returns>
    public static MeterSession? TryStart(AIMeterOptions options, string name, ILogger log, Action<string> lack)
    {
        try
        {
            return Start(withOutputs: true);
        }
        catch (IOException error) when (!options.Strict)
        {
            log.ReportRefused(error.Message);
            return TryStartWithoutOutputs();
        }
        catch (Exception error) when (!options.Strict)
        {
            return Fail(error);
        }

        // Measuring is worth more than the file: health check and requests still tell the energy.
        MeterSession? TryStartWithoutOutputs()
        {
            try
            {
                return Start(withOutputs: false);
            }
            catch (Exception error)
            {
                return Fail(error);
            }
        }

        MeterSession Start(bool withOutputs) => OptionSteps.Configure(options, name, withOutputs).WithLogger(log).Start();

        MeterSession? Fail(Exception error)
        {
            lack($"measuring could not start: {error.Message}");
            log.NotStarted(error.Message);
            return null;
        }
    }
}
