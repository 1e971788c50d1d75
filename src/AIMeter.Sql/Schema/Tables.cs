using static AIMetering.Export.ColumnType;

namespace AIMetering.Export;

/// <summary>The tables of schema version 1, as docs/sql.md tells them.</summary>
internal static class Tables
{
    public static readonly Table Meta = new("meta", "name", null, [Must("name", Id), Must("content", Text)]);

    public static readonly Table Runs = new("runs", "run_key", "run_id", [
        Must("run_key", Identity), Must("run_id", Id), Must("name", Text), Must("state", Label), May("started_at_utc", Instant),
        May("duration_seconds", Number), May("sampling_interval_seconds", Number), May("host", Text), May("process_id", Integer),
        Must("samples_from", Label), Must("readings_lost", Long), Must("last_chunk", Long), May("report_version", Integer),
        May("operating_system", Text), May("kernel", Text), May("cpu", Text), May("logical_cpus", Integer), May("memory_bytes", Long),
        May("container", Text), May("runtime", Text), May("architecture", Text), May("aimeter_version", Text)]);

    public static readonly Table Devices = OfRun("devices", "device_no", [
        Must("device_no", Integer), Must("device_id", Text), Must("kind", Label), Must("name", Text), May("uuid", Text),
        May("part_of", Text), Must("in_total", Flag), May("exclusion_reason", Text)]);

    public static readonly Table Series = OfRun("series", "series_no", [
        Must("series_no", Integer), May("report_order", Integer), Must("device_no", Integer), Must("full_name", Text),
        Must("metric", Text), Must("kind", Label), Must("unit", Text), Must("unit_suffix", Text), May("source", Text),
        Must("accounts_energy", Flag), May("thinned_by", Integer), May("statistics_unit", Text), May("value_count", Long),
        May("mean", Number), May("standard_deviation", Number), May("minimum", Number), May("p50", Number), May("p95", Number),
        May("p99", Number), May("maximum", Number), May("most_frequent", Number)]);

    public static readonly Table Samples = OfRun("samples", "series_no, n", [
        Must("series_no", Integer), Must("n", Integer), May("elapsed_seconds", Number), May("value", Number), May("special", Label)]);

    public static readonly Table Phases = OfRun("phases", "phase_no", [
        Must("phase_no", Integer), Must("name", Text), Must("path", Text), Must("depth", Integer), Must("finished_runs", Integer),
        Must("unfinished_runs", Integer), May("first_start_seconds", Number), May("duration_seconds", Number),
        May("mean_duration_seconds", Number), May("duration_deviation_seconds", Number), May("energy_deviation_joules", Number),
        May("drain_seconds", Number)]);

    public static readonly Table PhaseRuns = OfRun("phase_runs", "phase_no, n", [
        Must("phase_no", Integer), Must("n", Integer), May("start_seconds", Number), May("end_seconds", Number)]);

    public static readonly Table Results = OfRun("results", "result_no", [
        Must("result_no", Integer), Must("scope", Label), May("phase_no", Integer), May("device_no", Integer), .. Energy("energy_joules", "low_joules", "high_joules")]);

    public static readonly Table DevicePowers = OfRun("device_powers", "device_no", [
        Must("device_no", Integer), Must("source", Text), May("mean_power_watts", Number), May("peak_power_watts", Number),
        May("idle_power_watts", Number), May("idle_low_watts", Number), May("idle_high_watts", Number), May("idle_duration_seconds", Number),
        May("idle_explicit", Flag), May("refresh_period_seconds", Number), May("relative_gain_error", Number),
        May("first_raw_counts", Number), May("last_raw_counts", Number)]);

    public static readonly Table Units = OfRun("units", "unit_no", [
        Must("unit_no", Integer), May("phase_no", Integer), Must("unit", Text), May("unit_count", Number), May("units_per_joule", Number),
        .. Energy("joules_per_unit", "low_joules_per_unit", "high_joules_per_unit")]);

    public static readonly Table Carbon = OfRun("carbon", "carbon_signal", [
        Must("carbon_signal", Label), May("mass_grams", Number), May("low_grams", Number), May("high_grams", Number), May("reason", Text),
        May("energy_joules", Number), May("priced_energy_joules", Number), May("coverage", Number), May("pue", Number),
        May("pue_source", Text), May("intensity_grams_per_kilowatt_hour", Number), May("basis", Text), May("region", Text),
        Must("revision", Integer), Must("dropped_values", Integer), Must("provisional", Flag), May("notes", Text)]);

    public static readonly Table CarbonShares = OfRun("carbon_shares", "carbon_signal, share_no", [
        Must("carbon_signal", Label), Must("share_no", Integer), May("energy_joules", Number), May("energy_share", Number),
        May("mass_grams", Number), May("lowest_grams_per_kilowatt_hour", Number), May("highest_grams_per_kilowatt_hour", Number),
        May("priced_from_utc", Instant), May("priced_to_utc", Instant), Must("provider", Text), Must("region", Text), Must("kind", Label),
        Must("basis", Text), May("vintage", Text), May("source", Text), May("licence", Text), May("retrieved_at_utc", Instant)]);

    public static readonly Table Sources = OfRun("sources", "source_no", [
        Must("source_no", Integer), Must("source", Text), Must("ready", Flag), May("reason", Text), May("remedy", Text)]);

    public static readonly Table Quality = OfRun("quality", "", [
        Must("samples_taken", Long), Must("failed_reads", Long), Must("missed_ticks", Long), Must("gaps", Integer),
        Must("counter_resets", Integer), Must("counter_wraps", Integer), Must("impossible_deltas", Integer), May("suspended_seconds", Number),
        May("garbage_collection_pause_seconds", Number), May("sampler_cpu_seconds", Number), May("percent_of_one_core", Number),
        May("read_seconds", Number), Must("sensor_reads", Long), May("start_seconds", Number), May("stop_seconds", Number)]);

    public static readonly Table QualityEvents = OfRun("quality_events", "event_no", [
        Must("event_no", Integer), May("first_seen_seconds", Number), May("last_seen_seconds", Number), Must("times", Integer),
        Must("subject", Text), Must("message", Text)]);

    public static readonly Table Notes = OfRun("notes", "note_no", [Must("note_no", Integer), Must("note", Text)]);

    public static readonly Table Documents = OfRun("documents", "part_no", [Must("part_no", Integer), Must("content", Text)]);

    /// <summary>What the finished report fills; a report that is written again replaces these rows.</summary>
    public static readonly IReadOnlyList<Table> OfReport =
    [
        Devices, Series, Phases, PhaseRuns, Results, DevicePowers, Units, Carbon, CarbonShares, Sources, Quality, QualityEvents, Notes,
        Documents,
    ];

    public static readonly IReadOnlyList<Table> All = [Meta, Runs, Samples, .. OfReport];

    private static Table OfRun(string name, string key, Column[] columns) =>
        new(name, key.Length == 0 ? "run_key" : $"run_key, {key}", null, [Must("run_key", Long), .. columns]);

    private static Column[] Energy(string energy, string low, string high) =>
    [
        May(energy, Number), May(low, Number), May(high, Number), May("method", Label), May("source", Text), May("caveats", Text),
        May("reason", Text), May("missing", Text),
    ];

    private static Column Must(string name, ColumnType type) => new(name, type, true);

    private static Column May(string name, ColumnType type) => new(name, type, false);
}
