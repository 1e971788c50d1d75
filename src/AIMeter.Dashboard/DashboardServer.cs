using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AIMetering.Live;

/// <summary>Kestrel by itself. A host would bring signal handlers, configuration files and a console logger into the measured program.</summary>
internal sealed class DashboardServer : IHttpApplication<HttpContext>, IDisposable
{
    // How long clients get to take their last message.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private const int MostConnectionsPerClient = 4;

    private readonly KestrelServer _kestrel;
    private readonly FrameHub _hub;
    private DashboardRoutes? _routes;

    private DashboardServer(DashboardOptions options, FrameHub hub)
    {
        _hub = hub;
        KestrelServerOptions kestrel = new() { AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = options.MaxClients * MostConnectionsPerClient;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        _kestrel = new(
            Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        Url = new("about:blank");
    }

    public Uri Url { get; private set; }

    public static DashboardServer Start(DashboardOptions options, FrameHub hub)
    {
        DashboardServer server = new(options, hub);
        try
        {
            WithoutContext(() => server._kestrel.StartAsync(server, CancellationToken.None));
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            server._kestrel.Dispose();
            throw new IOException(Explain(options, error), error);
        }

        server.Open(options);
        return server;
    }

    /// <summary>Gives clients a moment for their last message, then ends. Never throws.</summary>
    public void Dispose()
    {
        try
        {
            for (TimeSpan waited = TimeSpan.Zero; _hub.Clients > 0 && waited < Patience; waited += Glance)
            {
                Thread.Sleep(Glance);
            }

            using CancellationTokenSource patience = new(Patience);
            WithoutContext(() => _kestrel.StopAsync(patience.Token));
            _kestrel.Dispose();
        }
        catch (Exception)
        {
            // The listener is gone or goes with the process; there is nobody to tell.
        }
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _routes?.HandleAsync(context) ?? Task.CompletedTask;

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private void Open(DashboardOptions options)
    {
        Uri address = new(_kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        IPEndPoint place = new(options.Address, address.Port);
        Gatekeeper gate = new(options, place);
        Url = new($"http://{(IPAddress.IsLoopback(options.Address) ? place.ToString() : options.AllowedHosts[0])}/?token={gate.Token}");
        _routes = new(gate, _hub);
    }

    private static string Explain(DashboardOptions options, Exception error) => error.InnerException is AddressInUseException || error is AddressInUseException
        ? string.Create(CultureInfo.InvariantCulture, $"DashboardOptions.Port is {options.Port}, and another program listens there already. Give another port, or 0 for any free one.")
        : string.Create(CultureInfo.InvariantCulture, $"ServeDashboard cannot listen on {options.Address}, port {options.Port}: {error.Message.TrimEnd('.')}. Give an address of this machine and a port that this user may open (1024 or above), or 0 for any free one.");

    // A caller's context, such as that of a user interface, could wait for what waits for it.
    private static void WithoutContext(Func<Task> act)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            act().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
