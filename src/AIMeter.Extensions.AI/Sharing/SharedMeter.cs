namespace AIMetering.Chat.Sharing;

/// <summary>Divides the energy of devices among the requests under way. The rule, and nothing else: no session, no clock, no lock.</summary>
/// <remarks>
/// At every arrival, first token and departure the energy since the last one is given away: split among the requests under way, or to
/// nobody while there are none. So each joule is given once, and all that is given adds up to what the devices used.
/// </remarks>
internal sealed class SharedMeter
{
    private readonly List<OpenRequest> _open = [];
    private readonly double[] _highest;
    private readonly (double Low, double High)[] _errors;

    public SharedMeter(int devices)
    {
        (_highest, _errors) = (new double[devices], new (double, double)[devices]);
        Array.Fill(_highest, double.NaN);
        (Attributed, Idle) = (new double[devices], new double[devices]);
    }

    /// <summary>Gets the joules of each device that requests were given.</summary>
    public double[] Attributed { get; }

    /// <summary>Gets the joules of each device that were used while no request was under way.</summary>
    public double[] Idle { get; }

    public int UnderWay => _open.Count;

    /// <summary>Gives away what was used since the last edge.</summary>
    public void Advance(ReadOnlySpan<EdgeReading> now)
    {
        WeighAll();
        for (int device = 0; device < now.Length; device++)
        {
            if (now[device].IsKnown)
            {
                Give(device, now[device].Joules);
                _errors[device] = (now[device].Joules - now[device].Below - _highest[device], now[device].Joules + now[device].Above - _highest[device]);
            }
        }
    }

    /// <summary>Lets a request take part from the last edge on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="countsTokens">Whether its tokens are counted.</param>
    public void Arrive(OpenRequest request, bool countsTokens)
    {
        request.Begin(countsTokens);
        _open.Add(request);
        foreach (OpenRequest each in _open)
        {
            each.MostConcurrent = Math.Max(each.MostConcurrent, _open.Count);
        }
    }

    /// <summary>Ends the prefill of a request at the last edge.</summary>
    public void Turn(OpenRequest request, TimeSpan now, bool countsTokens)
    {
        request.Part.Weigh(0, _errors);
        request.Turn(now);
        request.Begin(countsTokens);
    }

    /// <summary>Ends a request at the last edge.</summary>
    public void Leave(OpenRequest request)
    {
        request.IsClosed = true;
        if (_open.Remove(request))
        {
            request.Whole.Weigh(0, _errors);
            request.Part.Weigh(0, _errors);
        }
    }

    private void WeighAll()
    {
        _open.ForEach(request => request.TakeTokens());
        double sum = TokensOfAll();
        foreach (OpenRequest request in _open)
        {
            double weight = sum > 0 ? request.Tokens.GetValueOrDefault() / sum : 1.0 / _open.Count;
            request.IsSplitByTokens |= sum > 0;
            request.Whole.Weigh(weight, _errors);
            request.Part.Weigh(weight, _errors);
        }
    }

    // Zero where any are not known: then the split is even.
    private double TokensOfAll()
    {
        double sum = 0;
        foreach (OpenRequest request in _open)
        {
            if (request.Tokens is not { } tokens)
            {
                return 0;
            }

            sum += tokens;
        }

        return sum;
    }

    // A figure that ran ahead of its sensor may fall back a little; nothing is given again until it has caught up.
    private void Give(int device, double joules)
    {
        bool first = double.IsNaN(_highest[device]);
        double used = first ? joules : Math.Max(0, joules - _highest[device]);
        _highest[device] = first ? joules : Math.Max(_highest[device], joules);
        if (_open.Count == 0)
        {
            Idle[device] += used;
        }
        else if (first)
        {
            _open.ForEach(request => request.Incomplete[device] = true);
        }
        else
        {
            Attributed[device] += used;
            _open.ForEach(request => GiveTo(request, device, used));
        }
    }

    private static void GiveTo(OpenRequest request, int device, double joules)
    {
        request.Whole.Give(device, joules);
        request.Part.Give(device, joules);
    }
}
