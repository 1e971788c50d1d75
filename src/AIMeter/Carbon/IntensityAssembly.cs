namespace AIMetering.Carbon;

/// <summary>Collects the intensities of one signal: the user's own, else providers in their order, then fillers, then the yearly
/// table.</summary>
internal static class IntensityAssembly
{
    /// <summary>What is known without asking anybody.</summary>
    public static IntensitySeries Offline(CarbonSettings settings, CarbonSignal signal)
    {
        if (settings.Override(signal) is { } own)
        {
            return IntensitySeries.FromUser(signal, own);
        }

        return signal switch
        {
            CarbonSignal.MarketBased => new IntensitySeries(signal, [], CarbonSettings.NoContracts),
            _ when settings.Region is null => new IntensitySeries(signal, [], CarbonSettings.NoRegion),
            CarbonSignal.Average => GridIntensity.Average(settings.Region),
            _ => GridIntensity.OperatingMargin(settings.Region),
        };
    }

    /// <summary>As <see cref="Offline"/>, with what the providers know for the time in front of the yearly table.</summary>
    public static async Task<IntensitySeries> OnlineAsync(
        CarbonSettings settings, CarbonSignal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        IntensitySeries offline = Offline(settings, signal);
        if (settings.Override(signal) is not null || settings.Region is not { } region)
        {
            return offline;
        }

        var notes = new List<string>(offline.Notes);
        var request = new IntensityRequest(region, signal, from, to);
        (List<IntensityPoint> points, int dropped) =
            await AskAsync(settings.Providers, request, notes, cancellationToken).ConfigureAwait(false);
        points = IntensityRules.Fill(points, from, to);
        return new IntensitySeries(
            signal, IntensityRules.Merge(points, offline.Points), offline.Reason, notes)
        { Dropped = dropped };
    }

    private static async Task<(List<IntensityPoint> Points, int Dropped)> AskAsync(
        IReadOnlyList<ICarbonIntensityProvider> providers,
        IntensityRequest request,
        List<string> notes,
        CancellationToken cancellationToken)
    {
        List<IntensityPoint> points = [];
        int dropped = 0;
        foreach (ICarbonIntensityProvider provider in providers)
        {
            IntensityAnswer answer = await AskOneAsync(provider, request, cancellationToken).ConfigureAwait(false);
            points = IntensityRules.Merge(points, answer.Points);
            dropped += answer.Dropped;
            if (answer.Problem is not null)
            {
                notes.Add($"{provider.Name}, {request.Signal.Label()}: {answer.Problem}");
            }

            if (!IntensityRules.Holes(points, request.From, request.To).Any())
            {
                break;
            }
        }

        return (points, dropped);
    }

    /// <summary>Asks one provider and cleans what it says; whatever it throws becomes a problem in words.</summary>
    public static async Task<IntensityAnswer> AskOneAsync(
        ICarbonIntensityProvider provider, IntensityRequest request, CancellationToken cancellationToken)
    {
        try
        {
            IntensityAnswer answer = await provider.GetIntensityAsync(request, cancellationToken).ConfigureAwait(false);
            List<IntensityPoint> clean = IntensityRules.Clean(answer.Points, request.Signal, out int impossible);
            return answer with { Points = clean, Dropped = answer.Dropped + impossible };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A provider is foreign code: whatever it throws costs its values and nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // The message is left out: it may quote an address or a header with a secret in it.
            return IntensityAnswer.None($"failed with {error.GetType().Name}");
        }
    }
}
