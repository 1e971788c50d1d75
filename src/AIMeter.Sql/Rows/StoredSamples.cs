namespace AIMetering.Export;

/// <summary>The samples of a run in the database, by the place of their series in the report.</summary>
internal static class StoredSamples
{
    public static Dictionary<int, SeriesSamples> Of(SqlLink link, StoredRun run)
    {
        Dictionary<int, int> places = [];
        foreach (var row in link.Rows($"SELECT series_no, report_order FROM {link.Place.Of(Tables.Series)} WHERE run_key = @key", ("@key", run.Key)))
        {
            places[row.GetInt32(0)] = row.GetInt32(1);
        }

        Dictionary<int, (List<double> Elapsed, List<double> Values)> found = [];
        foreach (var row in link.Rows($"SELECT series_no, elapsed_seconds, value, special FROM {link.Place.Of(Tables.Samples)} WHERE run_key = @key ORDER BY series_no, n", ("@key", run.Key)))
        {
            if (places.TryGetValue(row.GetInt32(0), out int place))
            {
                (List<double> elapsed, List<double> values) = found.TryGetValue(place, out var there) ? there : found[place] = ([], []);
                elapsed.Add(row.IsDBNull(1) ? double.NaN : row.GetDouble(1));
                values.Add(Words.Number(row.IsDBNull(2) ? null : row.GetDouble(2), row.IsDBNull(3) ? null : row.GetString(3)));
            }
        }

        // Of a stream every reading is here, whatever the session's own history kept.
        return found.ToDictionary(each => each.Key, each => new SeriesSamples(each.Value.Elapsed, each.Value.Values, run.IsStreamed ? 1 : null));
    }
}
