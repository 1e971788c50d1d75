namespace AIMetering.Sources.Rapl;

/// <summary>Which zones of a powercap tree are read, so that no joule is counted twice, and why the others are not.</summary>
internal sealed class PowercapChoice
{
    private readonly Dictionary<RaplDomain, PowercapZone> _zones = [];
    private readonly Dictionary<string, RaplDomain> _domainOf = [];
    private readonly List<string> _notes = [];
    private readonly bool _isAmd;

    private PowercapChoice(bool isAmd) => _isAmd = isAmd;

    /// <summary>Gets the chosen zones in the order of their devices: sockets first, the platform last.</summary>
    public IReadOnlyList<(RaplDomain Domain, PowercapZone Zone)> Zones =>
        [.. _zones.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key.Part == RaplPart.Platform)
            .ThenBy(pair => pair.Key.Socket).ThenBy(pair => pair.Key.Die).ThenBy(pair => pair.Key.Part)];

    /// <summary>Gets what was left out and why, one clause each.</summary>
    public IReadOnlyList<string> Notes => [.. _notes.Distinct()];

    /// <summary>Chooses among the zones of a tree.</summary>
    /// <param name="zones">All zones, parents before their children.</param>
    /// <param name="isAmd">Whether the CPU is AMD's, where <c>core</c> is one core only and dies share a counter.</param>
    public static PowercapChoice From(IReadOnlyList<PowercapZone> zones, bool isAmd)
    {
        PowercapChoice choice = new(isAmd);
        foreach (PowercapZone zone in zones.Where(zone => zone.Exists && !zone.IsMmio))
        {
            choice.Take(zone);
        }

        bool packagesKnown = choice._zones.Keys.Any(domain => domain.Part == RaplPart.Package);
        foreach (PowercapZone zone in zones.Where(zone => zone.Exists && zone.IsMmio))
        {
            choice.TakeMmio(zone, packagesKnown);
        }

        return choice;
    }

    /// <summary>The most power a domain can draw: twice its power limit, or 2 kW per socket where it states none.</summary>
    public double MaxWatts(RaplDomain domain)
    {
        RaplDomain stated = domain.Part is RaplPart.Cores or RaplPart.Uncore ? domain.Of(RaplPart.Package) : domain;
        double? limit = _zones.TryGetValue(stated, out PowercapZone? zone) ? PowercapTree.LimitWatts(zone) : null;
        int sockets = domain.Part == RaplPart.Platform ? Math.Max(1, _zones.Keys.Count(key => key.Part == RaplPart.Package)) : 1;
        return limit * 2 ?? RaplSensor.DefaultMaxWatts * sockets;
    }

    private void TakeMmio(PowercapZone zone, bool packagesKnown)
    {
        if (packagesKnown)
        {
            _notes.Add("intel-rapl-mmio shows the package counters a second time and is not read");
            return;
        }

        Take(zone);
    }

    private void Take(PowercapZone zone)
    {
        if (zone.Name is null || Domain(zone, zone.Name) is not { } domain)
        {
            _notes.Add($"the zone {zone.Label} is none that is known and is not read");
            return;
        }

        _domainOf[zone.Id] = domain;
        if (_isAmd && domain.Part == RaplPart.Cores)
        {
            _notes.Add("AMD's core zone holds a single core and is not read");
        }
        else if (!_zones.TryAdd(domain, zone))
        {
            _notes.Add(_isAmd
                ? "the zones of AMD's dies show the counter of their package again, so one zone of each package is read"
                : $"the zone {zone.Label} stands for the same counter as {_zones[domain].Label} and is not read");
        }
    }

    private RaplDomain? Domain(PowercapZone zone, string name)
    {
        RaplDomain? parent = _domainOf.TryGetValue(zone.ParentId, out RaplDomain above) ? above : null;
        RaplDomain? domain = RaplDomain.Parse(name, parent);
        return _isAmd ? domain is { } amd ? amd with { Die = null } : null : domain; // AMD has one counter per package
    }
}
