using System.Runtime.InteropServices;

namespace AIMetering.Sources.Dcgm;

/// <summary>The functions of DCGM that a client of a running host engine needs. All of them exist since DCGM 2.</summary>
internal sealed unsafe class DcgmApi
{
    public readonly delegate* unmanaged<DcgmReturn> Init;
    public readonly delegate* unmanaged<byte*, DcgmConnectParameters*, nint*, DcgmReturn> Connect;
    public readonly delegate* unmanaged<nint, DcgmReturn> Disconnect;
    public readonly delegate* unmanaged<nint, uint*, int*, DcgmReturn> SupportedDevices;
    public readonly delegate* unmanaged<nint, int, byte*, nint*, DcgmReturn> GroupCreate;
    public readonly delegate* unmanaged<nint, nint, DcgmReturn> GroupDestroy;
    public readonly delegate* unmanaged<nint, int, ushort*, byte*, nint*, DcgmReturn> FieldGroupCreate;
    public readonly delegate* unmanaged<nint, nint, DcgmReturn> FieldGroupDestroy;
    public readonly delegate* unmanaged<nint, nint, nint, long, double, int, DcgmReturn> WatchFields;
    public readonly delegate* unmanaged<nint, nint, nint, DcgmReturn> UnwatchFields;
    public readonly delegate* unmanaged<nint, int, DcgmReturn> UpdateAllFields;
    public readonly delegate* unmanaged<nint, int, ushort*, uint, DcgmFieldValue*, DcgmReturn> LatestValues;

    private readonly nint _library;

    private DcgmApi(nint library)
    {
        _library = library;
        Init = (delegate* unmanaged<DcgmReturn>)Find("dcgmInit");
        Connect = (delegate* unmanaged<byte*, DcgmConnectParameters*, nint*, DcgmReturn>)Find("dcgmConnect_v2");
        Disconnect = (delegate* unmanaged<nint, DcgmReturn>)Find("dcgmDisconnect");
        SupportedDevices = (delegate* unmanaged<nint, uint*, int*, DcgmReturn>)Find("dcgmGetAllSupportedDevices");
        GroupCreate = (delegate* unmanaged<nint, int, byte*, nint*, DcgmReturn>)Find("dcgmGroupCreate");
        GroupDestroy = (delegate* unmanaged<nint, nint, DcgmReturn>)Find("dcgmGroupDestroy");
        FieldGroupCreate = (delegate* unmanaged<nint, int, ushort*, byte*, nint*, DcgmReturn>)Find("dcgmFieldGroupCreate");
        FieldGroupDestroy = (delegate* unmanaged<nint, nint, DcgmReturn>)Find("dcgmFieldGroupDestroy");
        WatchFields = (delegate* unmanaged<nint, nint, nint, long, double, int, DcgmReturn>)Find("dcgmWatchFields");
        UnwatchFields = (delegate* unmanaged<nint, nint, nint, DcgmReturn>)Find("dcgmUnwatchFields");
        UpdateAllFields = (delegate* unmanaged<nint, int, DcgmReturn>)Find("dcgmUpdateAllFields");
        LatestValues = (delegate* unmanaged<nint, int, ushort*, uint, DcgmFieldValue*, DcgmReturn>)Find("dcgmGetLatestValuesForFields");
    }

    /// <summary>Gets where the library is looked for, newest major version first.</summary>
    public static IReadOnlyList<string> DefaultCandidates { get; } =
        OperatingSystem.IsWindows() ? ["dcgm.dll"] : ["libdcgm.so.4", "libdcgm.so.3", "libdcgm.so.2"];

    private bool IsComplete { get; set; } = true;

    /// <summary>Loads DCGM.</summary>
    /// <returns>Null when it is not installed or lacks a function.</returns>
    public static DcgmApi? TryLoad(IEnumerable<string> candidates, out DcgmReturn failure)
    {
        failure = DcgmReturn.LibraryNotFound;
        foreach (string candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, out nint library))
            {
                continue;
            }

            DcgmApi api = new(library);
            failure = api.IsComplete ? api.Init() : DcgmReturn.FunctionNotFound;
            return failure == DcgmReturn.Ok ? api : null;
        }

        return null;
    }

    private nint Find(string name)
    {
        bool found = NativeLibrary.TryGetExport(_library, name, out nint address);
        IsComplete &= found;
        return address;
    }
}
