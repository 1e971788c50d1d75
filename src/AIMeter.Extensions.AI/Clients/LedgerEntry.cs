using AIMetering.Readings;

namespace AIMetering.Chat.Clients;

/// <summary>A request that ended: told anew until its share is settled.</summary>
internal sealed class LedgerEntry(
    ShareScope share, CarbonPrice? price, Func<RequestEnergy, RequestEnergy> complete, long number, MeasurementMethod? sensorMethod)
{
    private ShareScope? _unsettled = share;
    private RequestEnergy? _record;

    public RequestEnergy Record()
    {
        if (_unsettled is { } share)
        {
            bool isSettled = share.IsSettled; // asked first: what is told after it cannot be older
            _record = Priced(_record is null ? complete(New(share)) : Told(_record, share)) with { IsSettled = isSettled };
            _unsettled = isSettled ? null : share;
        }

        return _record!;
    }

    private static RequestEnergy Told(RequestEnergy record, ShareScope share)
    {
        IReadOnlyList<ShareStage> stages = share.Stages;
        return record with
        {
            Energy = share.Energy,
            Prefill = stages.Count > 1 ? stages[0].Energy : null,
            Decode = stages.Count > 1 ? stages[1].Energy : null,
            Devices = [.. share.Devices.Where(each => each.Device.InTotal)],
        };
    }

    private RequestEnergy New(ShareScope share) => Told(
        new RequestEnergy
        {
            Number = number,
            Operation = "",
            Outcome = RequestOutcome.Completed,
            Start = share.Start,
            Duration = share.Duration,
            TimeToFirstToken = share.Stages is [{ } prefill, _] ? prefill.Duration : null,
            Energy = EnergyResult.Unknown(""),
            Devices = [],
            SensorMethod = sensorMethod,
            Rule = share.IsSplitByWork ? AttributionRule.ByTokens : AttributionRule.EvenSplit,
            MostConcurrent = share.MostActive,
            IsSettled = false,
        }, share);

    private RequestEnergy Priced(RequestEnergy record) => record with
    {
        Carbon = record.Energy.Energy is { } energy ? price?.Of(energy) : null,
        CarbonBasis = record.Energy.IsKnown ? price?.Basis : null,
    };
}
