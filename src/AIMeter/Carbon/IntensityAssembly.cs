using System.Runtime.CompilerServices;

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

    /// <summary>As <see cref="Offline"/>, with what providers have said of a time in front of the yearly table.</summary>
    public static IntensitySeries With(
        CarbonSettings settings, CarbonSignal signal, IReadOnlyList<IntensityPoint> said, DateTimeOffset from, DateTimeOffset to, ProviderReply? reply = null)
    {
        IntensitySeries offline = Offline(settings, signal);
        List<IntensityPoint> points = IntensityRules.Merge(IntensityRules.Fill(said, from, to), offline.Points);
        bool isYearlyUsed = points.Exists(point => point.To > from && point.From < to && point.Provenance.Kind.Rank() == IntensityRank.Yearly);
        IEnumerable<string> notes = isYearlyUsed ? offline.Notes : offline.Notes.Except(offline.Points.Select(point => point.Provenance.Note).OfType<string>());
        return new IntensitySeries(signal, points, offline.Reason, [.. notes, .. reply?.Problems ?? []]) { Dropped = reply?.Dropped ?? 0 };
    }

    /// <summary>Asks providers in their order for what is still missing, and gives all that is known after each answer.</summary>
    /// <param name="providers">Whom to ask.</param>
    /// <param name="request">The time of the whole run.</param>
    /// <param name="settled">Points of that time which nobody will revise; not asked for again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async IAsyncEnumerable<ProviderReply> AskAsync(
        IReadOnlyList<ICarbonIntensityProvider> providers,
        IntensityRequest request,
        IReadOnlyList<IntensityPoint> settled,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ProviderReply reply = new([.. settled], [], 0, IsServed: settled.Count > 0);
        for (int index = 0; index < providers.Count && Missing(reply.Points, request) is { } missing; index++)
        {
            IntensityAnswer answer = await AskOneAsync(providers[index], missing, cancellationToken).ConfigureAwait(false);
            reply = reply.And(answer, providers[index].Name, request.Signal);
            yield return reply;
        }

        yield return reply with { IsComplete = true };
    }

    /// <summary>The shortest time that holds all holes; null when there is none.</summary>
    private static IntensityRequest? Missing(IReadOnlyList<IntensityPoint> points, IntensityRequest request)
    {
        List<(DateTimeOffset Start, DateTimeOffset End)> holes = [.. IntensityRules.Holes(points, request.From, request.To)];
        return holes.Count == 0 ? null : request with { From = holes[0].Start, To = holes[^1].End };
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

/// <summary>What the providers asked so far have said, together.</summary>
/// <param name="Points">Their points, in the order of time.</param>
/// <param name="Problems">What went wrong, with the provider's name.</param>
/// <param name="Dropped">Values that were no good.</param>
/// <param name="IsServed">Whether anybody serves the signal, as far as they say.</param>
/// <param name="IsComplete">Whether nobody is left to ask.</param>
internal sealed record ProviderReply(
    IReadOnlyList<IntensityPoint> Points, IReadOnlyList<string> Problems, int Dropped, bool IsServed, bool IsComplete = false)
{
    public ProviderReply And(IntensityAnswer answer, string provider, CarbonSignal signal) => this with
    {
        Points = IntensityRules.Merge(Points, answer.Points),
        Problems = answer.Problem is null ? Problems : [.. Problems, $"{provider}, {signal.Label()}: {answer.Problem}"],
        Dropped = Dropped + answer.Dropped,
        IsServed = IsServed || answer.IsServed,
    };
}
