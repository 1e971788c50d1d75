namespace AIMetering.Export;

/// <summary>The views of schema version 2: the questions that are asked most, answered.</summary>
internal static class Views
{
    private const string Run = "r.run_id, r.name AS run_name, r.started_at_utc, r.host";
    private const string Trust = "e.method, e.source, e.caveats, e.reason, e.missing";

    public static readonly IReadOnlyList<string> Names =
    [
        "energy_per_run", "energy_per_device", "energy_per_phase", "energy_per_phase_and_device", "energy_per_unit", "carbon_per_run", "sample_values",
    ];

    /// <summary>The query of a view.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="of">Makes the full name of a table.</param>
    /// <param name="timeAfter">The instant so many seconds after another, in the dialect's words.</param>
    public static string Query(string name, Func<Table, string> of, Func<string, string, string> timeAfter) => name switch
    {
        "energy_per_run" => $"""
            SELECT {Run}, r.state, r.duration_seconds, e.energy_joules, e.low_joules, e.high_joules,
              m.energy_joules AS measured_joules, x.energy_joules AS estimated_joules, n.energy_joules AS net_joules,
              p.energy_joules AS process_joules, e.energy_joules / NULLIF(r.duration_seconds, 0) AS mean_power_watts, {Trust}
            FROM {of(Tables.Runs)} r {Join(of, "e", "total")} {Join(of, "m", "measured")} {Join(of, "x", "estimated")}
              {Join(of, "n", "net")} {Join(of, "p", "process")}
            """,
        "energy_per_device" => $"""
            SELECT {Run}, d.device_id, d.name AS device_name, d.kind AS device_kind, d.in_total, e.energy_joules, e.low_joules, e.high_joules,
              n.energy_joules AS net_joules, w.mean_power_watts, w.peak_power_watts, w.idle_power_watts, {Trust}, d.exclusion_reason
            FROM {of(Tables.Runs)} r JOIN {of(Tables.Results)} e ON e.run_key = r.run_key AND e.scope = 'device'
              {Device(of)} LEFT JOIN {of(Tables.Results)} n ON n.run_key = e.run_key AND n.device_no = e.device_no AND n.scope = 'device_net'
              LEFT JOIN {of(Tables.DevicePowers)} w ON w.run_key = e.run_key AND w.device_no = e.device_no
            """,
        "energy_per_phase" => $"""
            SELECT {Run}, p.path, p.depth, p.finished_runs, p.unfinished_runs, p.duration_seconds, e.energy_joules, e.low_joules, e.high_joules,
              m.energy_joules AS mean_energy_joules, n.energy_joules AS net_joules,
              e.energy_joules / NULLIF(p.duration_seconds, 0) AS mean_power_watts, {Trust}
            FROM {of(Tables.Runs)} r JOIN {of(Tables.Phases)} p ON p.run_key = r.run_key
              {PhaseJoin(of, "e", "phase")} {PhaseJoin(of, "m", "phase_mean")} {PhaseJoin(of, "n", "phase_net")}
            """,
        "energy_per_phase_and_device" => $"""
            SELECT {Run}, p.path, d.device_id, d.name AS device_name, d.kind AS device_kind, d.in_total, e.energy_joules, e.low_joules, e.high_joules, {Trust}
            FROM {of(Tables.Runs)} r JOIN {of(Tables.Results)} e ON e.run_key = r.run_key AND e.scope = 'phase_device'
              JOIN {of(Tables.Phases)} p ON p.run_key = e.run_key AND p.phase_no = e.phase_no {Device(of)}
            """,
        "energy_per_unit" => $"""
            SELECT {Run}, p.path, e.unit, e.unit_count, e.joules_per_unit, e.low_joules_per_unit, e.high_joules_per_unit, e.units_per_joule, {Trust}
            FROM {of(Tables.Runs)} r JOIN {of(Tables.Units)} e ON e.run_key = r.run_key
              LEFT JOIN {of(Tables.Phases)} p ON p.run_key = e.run_key AND p.phase_no = e.phase_no
            """,
        "carbon_per_run" => $"""
            SELECT {Run}, c.carbon_signal, c.mass_grams, c.low_grams, c.high_grams, c.basis, c.region, c.intensity_grams_per_kilowatt_hour,
              c.pue, c.energy_joules, c.priced_energy_joules, c.coverage, c.provisional, c.reason, c.notes
            FROM {of(Tables.Runs)} r JOIN {of(Tables.Carbon)} c ON c.run_key = r.run_key
            """,
        _ => $"""
            SELECT r.run_id, r.name AS run_name, d.device_id, s.full_name, s.metric, s.unit, v.n, v.elapsed_seconds,
              {timeAfter("r.started_at_utc", "v.elapsed_seconds")} AS time_utc, v.value, v.special
            FROM {of(Tables.Runs)} r JOIN {of(Tables.Series)} s ON s.run_key = r.run_key
              JOIN {of(Tables.Devices)} d ON d.run_key = s.run_key AND d.device_no = s.device_no
              JOIN {of(Tables.Samples)} v ON v.run_key = s.run_key AND v.series_no = s.series_no
            """,
    };

    private static string Join(Func<Table, string> of, string alias, string scope) =>
        $"LEFT JOIN {of(Tables.Results)} {alias} ON {alias}.run_key = r.run_key AND {alias}.scope = '{scope}'";

    private static string PhaseJoin(Func<Table, string> of, string alias, string scope) =>
        $"LEFT JOIN {of(Tables.Results)} {alias} ON {alias}.run_key = p.run_key AND {alias}.phase_no = p.phase_no AND {alias}.scope = '{scope}'";

    private static string Device(Func<Table, string> of) =>
        $"JOIN {of(Tables.Devices)} d ON d.run_key = e.run_key AND d.device_no = e.device_no";
}
