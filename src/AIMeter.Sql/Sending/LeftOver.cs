namespace AIMetering.Export;

/// <summary>The spools of processes that ended before the database had everything.</summary>
internal static class LeftOver
{
    /// <summary>Sends them all.</summary>
    /// <returns>How many runs were sent.</returns>
    public static int SendAll(SqlPlace place, SqlLink link)
    {
        int sent = 0;
        foreach (string folder in SpoolFolders.Runs(place.SpoolFolder))
        {
            using RunSpool? spool = RunSpool.TryAdopt(folder);
            sent += spool is not null && Send(new RunStore(link), spool, () => false) ? 1 : 0;
        }

        return sent;
    }

    /// <summary>Sends one to its end.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="spool">The run.</param>
    /// <param name="isHurried">Whether something else is more urgent; the rest is then sent another time.</param>
    /// <returns>Whether it is all sent.</returns>
    public static bool Send(RunStore store, RunSpool spool, Func<bool> isHurried)
    {
        SpoolBatch batch = new(spool);
        while (batch.Fill())
        {
            if (isHurried())
            {
                return false;
            }

            store.Apply(batch);
            batch.Sent();
        }

        return End(store, batch, spool);
    }

    // A run without a head cannot be understood, and is kept for a person to look at.
    private static bool End(RunStore store, SpoolBatch batch, RunSpool spool)
    {
        if (!batch.HasHead && spool.WaitingBytes > 0)
        {
            SpoolFolders.SetAside(spool.Folder);
            return false;
        }

        if (batch.HasHead && (!batch.IsComplete || batch.Damage.Bytes > 0))
        {
            store.End(batch.Head, batch.IsComplete, batch.Damage);
        }

        spool.Complete();
        return batch.HasHead;
    }
}
