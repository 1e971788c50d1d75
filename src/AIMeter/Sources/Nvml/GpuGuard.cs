namespace AIMetering.Sources.Nvml;

/// <summary>A GPU, and the thread that is inside one of its calls: it can be left behind there while another one goes on without it.</summary>
internal sealed class GpuGuard(GpuDevice device, NvmlLibrary library, TimeProvider time, TimeSpan patience) : IDisposable
{
    private const string NoAnswer = "the driver keeps its answer about this GPU; the others go on without it";
    private const string Resting = "the driver kept its answer about this GPU; it is left alone for a while";

    /// <summary>A GPU that hung is left alone for so many times the patience, for twice as long each time it hangs again.</summary>
    private const double FirstRest = 10;

    /// <summary>A GPU that hung before is trusted like any other after so many prompt rounds.</summary>
    private const int Probation = 50;

    /// <summary>The alarm that has the GPU looked at may have been set a little before the call began.</summary>
    private const double Nearly = 0.75;

    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(10);

    // What _state holds besides the number of the turn that a thread is inside of.
    private const long Idle = 0, LeftBehind = -1, Closed = -2;

    private long _state, _turns, _since, _restUntil;
    private TimeSpan _rest;
    private int _prompt;

    /// <summary>Reads the GPU if nobody is inside it.</summary>
    /// <returns>False when this thread was left behind on the way: it must not touch the source any more.</returns>
    public bool Read(SampleWriter writer)
    {
        if (!writer.Wants(device.First, device.Channels.Count))
        {
            return true;
        }

        if (Volatile.Read(ref _state) != Idle || IsResting(writer))
        {
            device.Skip(writer, _state == Idle ? Resting : NoAnswer);
            return true;
        }

        long turn = ++_turns;
        _since = writer.LastEnded;
        Volatile.Write(ref _state, turn);
        string? failure = TryRead(writer);
        if (Interlocked.CompareExchange(ref _state, Idle, turn) != turn)
        {
            ComeBack(writer);
            return false;
        }

        if (failure is not null)
        {
            device.FailAll(writer, failure);
        }

        return true;
    }

    /// <summary>Called from another thread: leaves the one behind that has been inside for longer than the patience.</summary>
    public bool TryLeaveBehind()
    {
        long turn = Volatile.Read(ref _state);
        if (turn <= Idle || time.GetElapsedTime(_since) < Nearly * patience)
        {
            return false;
        }

        bool held = false;
        library.DangerousAddRef(ref held); // NVML stays initialized as long as a call can be inside it
        if (Interlocked.CompareExchange(ref _state, LeftBehind, turn) == turn)
        {
            return true;
        }

        library.DangerousRelease();
        return false;
    }

    /// <summary>Lets go of the GPU; one whose call still hangs is let go of when the call returns.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Closed) != LeftBehind)
        {
            device.Dispose();
        }
    }

    private bool IsResting(SampleWriter writer)
    {
        if (_rest == TimeSpan.Zero)
        {
            return false;
        }

        if (_restUntil != 0 && writer.LastEnded < _restUntil)
        {
            return true;
        }

        _restUntil = 0;
        _rest = ++_prompt > Probation ? TimeSpan.Zero : _rest;
        return false;
    }

    private string? TryRead(SampleWriter writer)
    {
        try
        {
            device.Read(writer);
            return null;
        }
        catch (Exception error) // of one GPU; the others are still to be read
        {
            return error.Message;
        }
    }

    // The last thing this thread does here: as soon as the state says so, another thread may be inside.
    private void ComeBack(SampleWriter writer)
    {
        double rest = Math.Clamp(2 * _rest.TotalSeconds, FirstRest * patience.TotalSeconds, s_longestRest.TotalSeconds);
        (_rest, _prompt) = (TimeSpan.FromSeconds(rest), 0);
        _restUntil = writer.Now() + (long)(rest * time.TimestampFrequency);
        if (Interlocked.CompareExchange(ref _state, Idle, LeftBehind) == Closed)
        {
            device.Dispose();
        }

        library.DangerousRelease();
    }
}
