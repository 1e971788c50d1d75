using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Clients;

/// <summary>One request from its arrival to its end. Nothing here throws.</summary>
internal sealed class RequestRun
{
    private const string InputTokens = "input tokens", OutputTokens = "output tokens";

    private readonly Metering _metering;
    private readonly RequestLedger _ledger;
    private readonly RequestFacts _facts;
    private readonly Activity? _span = Activity.Current;
    private readonly PhaseScope _first;
    private readonly ShareScope _share;
    private PhaseScope? _decode;

    private RequestRun(Metering metering, RequestLedger ledger, RequestFacts facts)
    {
        (_metering, _ledger, _facts) = (metering, ledger, facts);
        _first = ledger.Session.Phase(facts.IsStreamed ? "prefill" : facts.Operation); // also reads the quick sensors: the arrival is a sharp edge
        try
        {
            _share = ledger.Open();
        }
        catch
        {
            GC.SuppressFinalize(this);
            _first.Dispose(); // a phase that nobody ends would run to the session's end
            throw;
        }
    }

    /// <summary>Ends a request that nobody ends: its stream was dropped before the last update and never disposed.</summary>
    /// <remarks>It would take a part of every joule for ever. The locks that this takes are none for the thread of finalizers.</remarks>
    ~RequestRun()
    {
        if (_share is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static run => run.End(RequestOutcome.Abandoned, null, null), this, preferLocal: false);
        }
    }

    /// <summary>Gets the record; null before the end, and when measuring failed.</summary>
    public RequestEnergy? Record { get; private set; }

    public static RequestRun Begin(Metering metering, RequestLedger ledger, RequestFacts facts)
    {
        RequestRun run = new(metering, ledger, facts);
        run.Enter();
        return run;
    }

    /// <summary>Marks the calling flow as inside this request; an iterator calls it before each step.</summary>
    public void Enter() => _ledger.Enter(_share);

    /// <summary>Sees an update of a streamed answer: the first that holds anything ends the prefill.</summary>
    public void See(ChatResponseUpdate update)
    {
        try
        {
            if (_decode is not null)
            {
                Count(update);
            }
            else if (update.Contents.Any(HoldsAnything))
            {
                _first.Dispose();
                _decode = _ledger.Session.Phase("decode");
                _share.NextStage(countsWork: _metering.CountTokens is not null);
            }
        }
        catch (Exception error)
        {
            _metering.Failed(error);
        }
    }

    /// <summary>Ends the request: its energy was used, however it ended.</summary>
    public void End(RequestOutcome outcome, UsageDetails? usage, string? model)
    {
#pragma warning disable CA1816 // There is nothing left for the finalizer, as after a Dispose.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        try
        {
            CountTokens(usage);
            _first.Dispose();
            _decode?.Dispose();
        }
        catch (Exception error)
        {
            _metering.Failed(error);
        }

        try
        {
            Record = _ledger.Close(_share, _metering.Price, record => Complete(record, outcome, usage, model));
            Stamp.On(_span, Record);
            EnergyInstruments.Record(Record, _facts);
        }
        catch (Exception error)
        {
            _metering.Failed(error);
        }
    }

    /// <summary>Writes the figures where the caller looks for them.</summary>
    public void WriteTo(Func<AdditionalPropertiesDictionary> properties, UsageDetails? usage)
    {
        try
        {
            if (Record is not null)
            {
                Stamp.On(properties(), usage, Record);
            }
        }
        catch (Exception error) // such as a dictionary of the model's that takes nothing
        {
            _metering.Failed(error);
        }
    }

    private static bool HoldsAnything(AIContent content) =>
        content is not UsageContent and not TextContent { Text.Length: 0 } and not TextReasoningContent { Text.Length: 0, ProtectedData: null };

    private RequestEnergy Complete(RequestEnergy record, RequestOutcome outcome, UsageDetails? usage, string? model) => record with
    {
        Operation = _facts.Operation,
        Model = model ?? _facts.Model,
        Outcome = outcome,
        InputTokens = usage?.InputTokenCount,
        OutputTokens = usage?.OutputTokenCount,
    };

    private void Count(ChatResponseUpdate update)
    {
        if (_metering.CountTokens is { } count)
        {
            int? tokens = null;
            try
            {
                tokens = count(update);
            }
            finally
            {
                _share.CountWork(tokens >= 0 ? tokens : null); // less than none is as good as not known
            }
        }
    }

    // A prefill that is over takes no counts any more: its tokens are known at the end only, and go to the session.
    private void CountTokens(UsageDetails? usage)
    {
        if (usage?.InputTokenCount is { } input and >= 0)
        {
            (_facts.IsStreamed ? _ledger.Session.Count : (Action<string, double>)_first.Count)(InputTokens, input);
        }

        if (usage?.OutputTokenCount is { } output and >= 0)
        {
            (_decode ?? _first).Count(OutputTokens, output);
        }
    }
}
