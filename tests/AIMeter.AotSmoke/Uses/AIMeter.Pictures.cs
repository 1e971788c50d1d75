using System.Runtime.CompilerServices;
using AIMetering.Pictures;

namespace Smoke;

internal sealed class PicturesUse : IUse
{
    public string Package => "AIMeter.Pictures";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new PicturesUse());

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        PictureKind[] kinds = [PictureKind.Power, PictureKind.Energy, PictureKind.Carbon, PictureKind.Compute, PictureKind.System];
        return Uses.Claims(
            new("every kind is drawn as SVG", kinds.All(kind => Draw(report, Path.Combine(folder, $"{kind}.svg"), kind).IndexOf("<svg"u8) >= 0)),
            new("every kind is drawn as PNG", kinds.All(kind => Draw(report, Path.Combine(folder, $"{kind}.png"), kind)[1..].StartsWith("PNG"u8))));
    }

    private static ReadOnlySpan<byte> Draw(MeterReport report, string path, PictureKind kind)
    {
        report.SavePicture(path, kind);
        return File.ReadAllBytes(path);
    }
}
