namespace AIMetering.Sources.Nvml;

/// <summary>One field of a batch: what to ask, where the answer goes, and by what to multiply it.</summary>
internal readonly record struct GpuField(uint Id, uint Scope, int Channel, double Scale)
{
    public const uint MemoryTemperature = 82;
    public const uint TotalEnergy = 83;
    public const uint LinkCount = 91;
    public const uint NvLinkDataTx = 138;
    public const uint NvLinkDataRx = 139;
    public const uint PowerAverage = 185;
    public const uint PowerInstant = 186;
    public const uint Energy = 191;
    public const uint PcieTxBytes = 197;
    public const uint PcieRxBytes = 198;
    public const uint NvLink5TxBytes = 202;
    public const uint NvLink5RxBytes = 204;
    public const uint ThrottledByPower = 74;
    public const uint ThrottledByHeat = 75;

    public const uint ScopeGpu = 0;
    public const uint ScopeModule = 1;
    public const uint ScopeMemory = 2;
    public const uint AllLinks = 0xFFFFFFFF;

    /// <summary>Gets whether the count may wrap at a width that is not documented.</summary>
    public bool MayWrap => Id is PcieTxBytes or PcieRxBytes;
}

/// <summary>Several fields in one native call: the driver serves related ones together. Each entry answers for itself.</summary>
internal sealed unsafe class FieldRead : GpuRead
{
    private readonly NvmlApi _api;
    private readonly GpuTarget _target;
    private readonly GpuField[] _fields;
    private readonly double[] _last;
    private readonly double[] _lost;
    private readonly NvmlFieldValue[] _values;

    public FieldRead(NvmlApi api, GpuTarget target, TimeSpan period, GpuField[] fields)
        : base(period, [.. fields.Select(field => field.Channel).Distinct()])
    {
        (_api, _target, _fields) = (api, target, fields);
        _last = new double[fields.Length];
        _lost = new double[fields.Length];
        _values = GC.AllocateArray<NvmlFieldValue>(fields.Length, pinned: true);
        for (int i = 0; i < fields.Length; i++)
        {
            _values[i] = new NvmlFieldValue { FieldId = fields[i].Id, ScopeId = fields[i].Scope };
        }
    }

    /// <summary>Asks for one field once, while probing.</summary>
    public static NvmlReturn Ask(NvmlApi api, nint device, uint id, uint scope, out double value)
    {
        NvmlFieldValue answer = new() { FieldId = id, ScopeId = scope };
        NvmlReturn code = api.FieldValues == null ? NvmlReturn.FunctionNotFound : api.FieldValues(device, 1, &answer);
        code = code == NvmlReturn.Success ? answer.Result : code;
        value = Number(id, answer);
        return code;
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code;
        fixed (NvmlFieldValue* values = _values)
        {
            code = _api.FieldValues(_target.Handle, _values.Length, values);
        }

        if (code == NvmlReturn.Success)
        {
            long now = writer.Now();
            for (int i = 0; i < _fields.Length; i++)
            {
                Write(writer, i, now);
            }
        }

        return code;
    }

    private void Write(SampleWriter writer, int i, long now)
    {
        GpuField field = _fields[i];
        NvmlReturn code = _values[i].Result;
        if (code != NvmlReturn.Success)
        {
            writer.Fail(field.Channel, NvmlVerdict.Reason(code));
            return;
        }

        double raw = Number(field.Id, _values[i]);
        writer.Write(field.Channel, (field.MayWrap ? Unwrapped(i, raw) : raw) * field.Scale, now);
    }

    /// <summary>Continues a count that went back: what passed between the two reads is unknown and left out.</summary>
    private double Unwrapped(int i, double raw)
    {
        _lost[i] += raw < _last[i] ? _last[i] - raw : 0;
        _last[i] = raw;
        return raw + _lost[i];
    }

    /// <summary>Some drivers of branch 545 label the memory temperature a double though they store an integer.</summary>
    private static double Number(uint id, in NvmlFieldValue value) =>
        id == GpuField.MemoryTemperature ? (value.Value.UInt <= 200 ? value.Value.UInt : double.NaN) : value.Number;
}
