using System.Diagnostics;

namespace AIMetering.Sources.Nvml;

/// <summary>The bytes moved over all NVLink 5 links, whose counts come link by link (Blackwell and newer).</summary>
internal sealed unsafe class LinkRead : GpuRead
{
    private readonly NvmlApi _api;
    private readonly GpuTarget _target;
    private readonly int _tx, _rx, _links;
    private readonly NvmlFieldValue[] _values;

    public LinkRead(NvmlApi api, GpuTarget target, TimeSpan period, int links, int tx, int rx)
        : base(period, tx, rx)
    {
        Debug.Assert(links > 0);
        (_api, _target, _tx, _rx, _links) = (api, target, tx, rx, links);
        _values = GC.AllocateArray<NvmlFieldValue>(2 * links, pinned: true);
        for (int link = 0; link < links; link++)
        {
            _values[link] = new NvmlFieldValue { FieldId = GpuField.NvLink5TxBytes, ScopeId = (uint)link };
            _values[links + link] = new NvmlFieldValue { FieldId = GpuField.NvLink5RxBytes, ScopeId = (uint)link };
        }
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
            writer.Write(_tx, Sum(_values.AsSpan(0, _links)), now);
            writer.Write(_rx, Sum(_values.AsSpan(_links)), now);
        }

        return code;
    }

    /// <summary>The sum over all links; not a number when one of them did not answer, since a part is not the whole.</summary>
    private static double Sum(ReadOnlySpan<NvmlFieldValue> links)
    {
        double sum = 0;
        foreach (ref readonly NvmlFieldValue link in links)
        {
            sum += link.Result == NvmlReturn.Success ? link.Number : double.NaN;
        }

        return sum;
    }
}
