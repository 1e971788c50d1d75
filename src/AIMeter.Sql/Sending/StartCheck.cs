namespace AIMetering.Export;

/// <summary>Finds out at the start, on a thread of its own and within bounds, whether the database takes what will come.</summary>
internal static class StartCheck
{
    /// <exception cref="IOException">It refuses, or does not answer and must.</exception>
    public static void Run(SqlPlace place, string option)
    {
        Exception? failure = null;
        Thread check = new(() => failure = Try(place)) { IsBackground = true, Name = "AIMeter sql check" };
        check.Start();
        if (!check.Join(place.Options.WaitAtStart))
        {
            if (place.Options.RequireServerAtStart)
            {
                throw Complaints.NoAnswer(place, option);
            }
        }
        else if (failure is not null && (place.Options.RequireServerAtStart || !Complaints.IsPassing(failure)))
        {
            throw Complaints.AtStart(place, option, failure);
        }
    }

    private static Exception? Try(SqlPlace place)
    {
        try
        {
            place.Open().Dispose();
            return null;
        }
        catch (Exception error) // judged by the thread that waits
        {
            return error;
        }
    }
}
