using AIMetering.Readings;

namespace AIMetering.Chat.Clients;

/// <summary>A request that ended: told anew until its share is settled.</summary>
internal sealed class LedgerEntry(ShareScope share, CarbonPrice? price, RequestEnergy record)
{
    // The questions take far less time than lies between two samples; if these fall in between this often in a row, the machine is overrun.
    private const int MostAttempts = 16;

    private ShareScope? _unsettled = share;
    private RequestEnergy _record = record;

    /// <summary>What is known of a request by its share alone.</summary>
    public static RequestEnergy New(ShareScope share, long number, MeasurementMethod? sensorMethod) => new()
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
    };

    public RequestEnergy Record()
    {
        if (_unsettled is { } share)
        {
            bool isSettled = share.IsSettled; // asked first: what is told after it cannot be older
            _record = Priced(Told(_record, share)) with { IsSettled = isSettled };
            _unsettled = isSettled ? null : share;
        }

        return _record;
    }

    // The parts must be of one knowledge: where a sample came between the questions, they are asked again.
    private static RequestEnergy Told(RequestEnergy record, ShareScope share)
    {
        RequestEnergy told = Asked(record, share);
        for (int attempt = 0; attempt < MostAttempts && !IsSame(told.Energy, share.Energy); attempt++)
        {
            told = Asked(record, share);
        }

        return told;
    }

    private static bool IsSame(EnergyResult one, EnergyResult other) => (one.Energy, one.Low, one.High) == (other.Energy, other.Low, other.High);

    private static RequestEnergy Asked(RequestEnergy record, ShareScope share)
    {
        EnergyResult energy = share.Energy; // first: the last answer is compared with it
        IReadOnlyList<ShareStage> stages = share.Stages;
        return record with
        {
            Energy = energy,
            Prefill = stages.Count > 1 ? stages[0].Energy : null,
            Decode = stages.Count > 1 ? stages[1].Energy : null,
            Devices = [.. share.Devices.Where(each => each.Device.InTotal)],
        };
    }

    private RequestEnergy Priced(RequestEnergy record) => record with
    {
        Carbon = record.Energy.Energy is { } energy ? price?.Of(energy) : null,
        CarbonBasis = record.Energy.IsKnown ? price?.Basis : null,
    };
}
