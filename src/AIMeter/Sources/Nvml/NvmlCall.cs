using System.Text;

namespace AIMetering.Sources.Nvml;

/// <summary>Calls a function of NVML that may be missing: the one place where a null pointer becomes a return code.</summary>
internal static unsafe class NvmlCall
{
    private const int TextLength = 96; // the longest buffer the header asks for (UUID and name, version 2)

    public static NvmlReturn Get(delegate* unmanaged<nint, uint*, NvmlReturn> function, nint device, out uint value)
    {
        uint answer = 0;
        NvmlReturn code = function == null ? NvmlReturn.FunctionNotFound : function(device, &answer);
        value = answer;
        return code;
    }

    public static NvmlReturn Get(delegate* unmanaged<nint, ulong*, NvmlReturn> function, nint device, out ulong value)
    {
        ulong answer = 0;
        NvmlReturn code = function == null ? NvmlReturn.FunctionNotFound : function(device, &answer);
        value = answer;
        return code;
    }

    public static NvmlReturn Get(
        delegate* unmanaged<nint, uint, uint*, NvmlReturn> function, nint device, uint selector, out uint value)
    {
        uint answer = 0;
        NvmlReturn code = function == null ? NvmlReturn.FunctionNotFound : function(device, selector, &answer);
        value = answer;
        return code;
    }

    public static NvmlReturn Fill<T>(delegate* unmanaged<nint, T*, NvmlReturn> function, nint device, ref T value) where T : unmanaged
    {
        T answer = value;
        NvmlReturn code = function == null ? NvmlReturn.FunctionNotFound : function(device, &answer);
        value = answer;
        return code;
    }

    public static string? Text(delegate* unmanaged<nint, byte*, uint, NvmlReturn> function, nint device)
    {
        byte* text = stackalloc byte[TextLength];
        return function != null && function(device, text, TextLength) == NvmlReturn.Success ? Utf8(text, TextLength) : null;
    }

    public static string? Text(delegate* unmanaged<byte*, uint, NvmlReturn> function)
    {
        byte* text = stackalloc byte[TextLength];
        return function != null && function(text, TextLength) == NvmlReturn.Success ? Utf8(text, TextLength) : null;
    }

    /// <summary>The text in a buffer, up to its terminator or its end.</summary>
    public static string Utf8(byte* text, int room)
    {
        ReadOnlySpan<byte> bytes = new(text, room);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
