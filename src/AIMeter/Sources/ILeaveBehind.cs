namespace AIMetering.Sources;

/// <summary>A source of several devices, one of which may keep a call for seconds: the thread inside that call can be left behind.</summary>
/// <remarks>
/// A native call cannot be cancelled. As long as all is well the source is read on one thread, without a hand-over; when a call
/// outlasts the patience, that thread is given up to it and another one reads the other devices.
/// </remarks>
internal interface ILeaveBehind
{
    /// <summary>Gets how long the calls about one device may take together.</summary>
    TimeSpan Patience { get; }

    /// <summary>Called from another thread: leaves the one behind that has been inside one device for longer than that.</summary>
    /// <returns>
    /// True when one was: its writer will be marked (<see cref="SampleWriter.IsLeftBehind"/>), and another thread may sample with another writer.
    /// </returns>
    bool TryLeaveBehind();
}
