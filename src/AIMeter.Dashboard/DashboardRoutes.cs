using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AIMetering.Live;

/// <summary>The three addresses: the page, its events, and the door where a token becomes a cookie.</summary>
internal sealed class DashboardRoutes(Gatekeeper gate, FrameHub hub)
{
    private const string ComeBackAfter = "retry: 1000\n\n";       // milliseconds until a browser that lost us asks again

    public Task HandleAsync(HttpContext context)
    {
        Guard(context.Response);
        HttpRequest request = context.Request;
        return !gate.IsAddressed(request) ? Say(context, StatusCodes.Status421MisdirectedRequest, "This server does not go by that name.")
            : !gate.IsOwn(request) ? Say(context, StatusCodes.Status403Forbidden, "Another page may not ask this server.")
            : !HttpMethods.IsGet(request.Method) ? Say(context, StatusCodes.Status405MethodNotAllowed, "Only GET is answered.")
            : request.Path == "/" && request.Query.ContainsKey("token") ? Enter(context)
            : !gate.MayEnter(request) ? Say(context, StatusCodes.Status401Unauthorized, "Open the address that LiveDashboard.Url gave, with its token.")
            : request.Path.Value switch
            {
                "/" => Page(context),
                "/events" => EventsAsync(context),
                _ => Say(context, StatusCodes.Status404NotFound, "There is nothing here."),
            };
    }

    // The token leaves the address bar, and with it the history and the referrer.
    private Task Enter(HttpContext context)
    {
        if (!gate.Knows(context.Request.Query["token"]))
        {
            return Say(context, StatusCodes.Status401Unauthorized, "The token is not that of this run. Open the address that LiveDashboard.Url gave.");
        }

        context.Response.Headers.SetCookie = gate.SetCookie;
        context.Response.Headers.Location = "/";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }

    private static Task Page(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = LiveAssets.Policy;
        return context.Response.WriteAsync(LiveAssets.Page, context.RequestAborted);
    }

    private async Task EventsAsync(HttpContext context)
    {
        if (hub.Join(context.Request.Headers["Last-Event-ID"], context.Abort) is not { } client)
        {
            context.Response.Headers.RetryAfter = "5";
            await Say(context, StatusCodes.Status503ServiceUnavailable, "Too many look already (DashboardOptions.MaxClients), or the run is over.");
            return;
        }

        try
        {
            await SendAsync(context, client);
        }
        catch (OperationCanceledException)
        {
            // Gone, or let go.
        }
        finally
        {
            hub.Leave(client);
        }
    }

    private static async Task SendAsync(HttpContext context, FrameClient client)
    {
        CancellationToken gone = context.RequestAborted;
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.WriteAsync(ComeBackAfter, gone);
        foreach (byte[] message in client.Missed)
        {
            await context.Response.Body.WriteAsync(message, gone);
        }

        await context.Response.Body.FlushAsync(gone);
        await foreach (byte[] message in client.Queue.ReadAllAsync(gone))
        {
            await context.Response.Body.WriteAsync(message, gone);
            await context.Response.Body.FlushAsync(gone);
        }
    }

    private static void Guard(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static Task Say(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(words + "\n", context.RequestAborted);
    }
}
