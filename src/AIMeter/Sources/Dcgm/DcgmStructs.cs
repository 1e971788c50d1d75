using System.Runtime.InteropServices;

namespace AIMetering.Sources.Dcgm;

/// <summary><c>dcgmFieldValue_v1</c>: a header and a value of up to 4096 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DcgmFieldValue
{
    public const uint CurrentVersion = 0x1001018;
    public const ushort TypeDouble = 'd';
    public const ushort TypeInteger = 'i';

    // Values from these on say that there is no value: nothing yet, not found, not supported, not permitted.
    private const double BlankDouble = 140737488355328.0;
    private const long BlankInteger = 0x7FFFFFFFFFFFFFF0;
    private const int NotSupportedOffset = 2;

    public uint Version;
    public ushort FieldId;
    public ushort FieldType;
    public DcgmReturn Status;
    public long TimeStamp;
    public fixed byte Value[4096];

    /// <summary>Gets the value as a number; not a number when there is none.</summary>
    public readonly double Number => FieldType switch
    {
        _ when Status != DcgmReturn.Ok => double.NaN,
        TypeDouble => Double < BlankDouble ? Double : double.NaN,
        TypeInteger => Integer < BlankInteger ? Integer : double.NaN,
        _ => double.NaN,
    };

    /// <summary>Gets whether the host engine says that this GPU will never have the value.</summary>
    public readonly bool IsUnsupported => Status is DcgmReturn.NotSupported or DcgmReturn.UnknownField
        || (FieldType == TypeDouble && Double == BlankDouble + NotSupportedOffset)
        || (FieldType == TypeInteger && Integer == BlankInteger + NotSupportedOffset);

    private readonly double Double
    {
        get
        {
            fixed (byte* value = Value)
            {
                return *(double*)value;
            }
        }
    }

    private readonly long Integer
    {
        get
        {
            fixed (byte* value = Value)
            {
                return *(long*)value;
            }
        }
    }
}

/// <summary><c>dcgmConnectV2Params_v2</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DcgmConnectParameters
{
    public const uint CurrentVersion = 0x2000010;

    public uint Version;
    public uint PersistAfterDisconnect;
    public uint TimeoutMilliseconds;
    public uint AddressIsUnixSocket;
}
