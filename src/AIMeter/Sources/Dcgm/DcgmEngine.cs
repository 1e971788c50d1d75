using System.Globalization;
using System.Text;
using AIMetering.Sources.Nvml;

namespace AIMetering.Sources.Dcgm;

/// <summary>A GPU as a host engine knows it; its ids differ from the driver's.</summary>
internal sealed record DcgmGpu(uint Id, int NvmlIndex, string Uuid, string Name);

/// <summary>A connection to a running host engine that watches our fields for us. Disposing it takes the watch back.</summary>
internal sealed unsafe class DcgmEngine : IDisposable
{
    private const ushort Name = 50, NvmlIndex = 52, Uuid = 54;
    private const int AllGpus = 0;          // DCGM_GROUP_DEFAULT
    private const int MostDevices = 32;     // DCGM_MAX_NUM_DEVICES
    private const int TextLength = 256;
    private const uint ConnectMilliseconds = 2000;
    private const double KeepSeconds = 5;   // only the latest value is ever asked for

    private readonly DcgmApi _api;
    private readonly ushort[] _ids;
    private readonly DcgmFieldValue[] _values;
    private nint _connection, _group, _fieldGroup;
    private bool _watching;

    private DcgmEngine(DcgmApi api, ReadOnlySpan<ushort> fields)
    {
        _api = api;
        _ids = [.. fields, Name, NvmlIndex, Uuid];
        _values = GC.AllocateArray<DcgmFieldValue>(_ids.Length, pinned: true);
        foreach (ref DcgmFieldValue value in _values.AsSpan())
        {
            value.Version = DcgmFieldValue.CurrentVersion;
        }
    }

    public IReadOnlyList<DcgmGpu> Gpus { get; private set; } = [];

    /// <summary>Connects, and has the fields watched on all GPUs.</summary>
    /// <param name="api">DCGM.</param>
    /// <param name="address">A host with an optional port, or the path of a unix socket.</param>
    /// <param name="fields">The fields to watch.</param>
    /// <param name="period">How often the host engine reads them.</param>
    /// <param name="failure">Why there is no engine.</param>
    public static DcgmEngine? TryOpen(DcgmApi api, string address, ReadOnlySpan<ushort> fields, TimeSpan period, out DcgmReturn failure)
    {
        DcgmEngine engine = new(api, fields);
        failure = engine.Open(address, period);
        if (failure == DcgmReturn.Ok)
        {
            return engine;
        }

        engine.Dispose();
        return null;
    }

    /// <summary>Asks for the latest values of the watched fields of a GPU.</summary>
    public DcgmReturn Read(uint gpu, out ReadOnlySpan<DcgmFieldValue> values)
    {
        DcgmReturn code;
        fixed (ushort* ids = _ids)
        fixed (DcgmFieldValue* start = _values)
        {
            code = _api.LatestValues(_connection, (int)gpu, ids, (uint)_ids.Length, start);
        }

        values = _values;
        return code;
    }

    public void Dispose()
    {
        if (_watching)
        {
            _api.UnwatchFields(_connection, _group, _fieldGroup);
        }

        if (_fieldGroup != 0)
        {
            _api.FieldGroupDestroy(_connection, _fieldGroup);
        }

        if (_group != 0)
        {
            _api.GroupDestroy(_connection, _group);
        }

        if (_connection != 0)
        {
            _api.Disconnect(_connection);
        }

        (_watching, _fieldGroup, _group, _connection) = (false, 0, 0, 0);
    }

    private DcgmReturn Open(string address, TimeSpan period)
    {
        DcgmReturn code = Connect(address);
        code = code == DcgmReturn.Ok ? MakeGroups() : code;
        code = code == DcgmReturn.Ok
            ? _api.WatchFields(_connection, _group, _fieldGroup, (long)period.TotalMicroseconds, KeepSeconds, 0)
            : code;
        _watching = code == DcgmReturn.Ok;
        code = _watching ? _api.UpdateAllFields(_connection, 1) : code;
        return code == DcgmReturn.Ok ? FindGpus() : code;
    }

    private DcgmReturn Connect(string address)
    {
        DcgmConnectParameters parameters = new()
        {
            Version = DcgmConnectParameters.CurrentVersion,
            TimeoutMilliseconds = ConnectMilliseconds,
            AddressIsUnixSocket = address.StartsWith('/') ? 1u : 0u,
        };
        nint connection = 0;
        fixed (byte* text = Encoding.UTF8.GetBytes(address + '\0'))
        {
            DcgmReturn code = _api.Connect(text, &parameters, &connection);
            _connection = connection;
            return code;
        }
    }

    private DcgmReturn MakeGroups()
    {
        nint group = 0, fieldGroup = 0;
        // Names are shared by all clients of the engine.
        string name = string.Create(CultureInfo.InvariantCulture, $"aimeter-{Environment.ProcessId}-{Guid.NewGuid():N}\0");
        fixed (byte* text = Encoding.UTF8.GetBytes(name))
        fixed (ushort* ids = _ids)
        {
            DcgmReturn code = _api.GroupCreate(_connection, AllGpus, text, &group);
            _group = group;
            code = code == DcgmReturn.Ok ? _api.FieldGroupCreate(_connection, _ids.Length, ids, text, &fieldGroup) : code;
            _fieldGroup = fieldGroup;
            return code;
        }
    }

    private DcgmReturn FindGpus()
    {
        uint* ids = stackalloc uint[MostDevices];
        int count = 0;
        DcgmReturn code = _api.SupportedDevices(_connection, ids, &count);
        List<DcgmGpu> gpus = [];
        for (int i = 0; code == DcgmReturn.Ok && i < Math.Min(count, MostDevices); i++)
        {
            if (Read(ids[i], out ReadOnlySpan<DcgmFieldValue> values) == DcgmReturn.Ok)
            {
                gpus.Add(Identify(ids[i], values[^3..]));
            }
        }

        Gpus = gpus;
        return code == DcgmReturn.Ok && gpus.Count == 0 ? DcgmReturn.GroupIsEmpty : code;
    }

    private static DcgmGpu Identify(uint id, ReadOnlySpan<DcgmFieldValue> identity)
    {
        double index = identity[1].Number;
        return new DcgmGpu(id, double.IsNaN(index) ? (int)id : (int)index, Text(identity[2]), Text(identity[0]));
    }

    private static string Text(DcgmFieldValue value) => NvmlCall.Utf8(value.Value, TextLength);
}
