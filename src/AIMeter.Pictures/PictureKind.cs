namespace AIMetering.Pictures;

/// <summary>What a picture shows.</summary>
public enum PictureKind
{
    /// <summary>The power of each device over time, with the phases shaded.</summary>
    Power,

    /// <summary>The energy of each phase by device, with its bound; of each device where there are no phases.</summary>
    Energy,

    /// <summary>The mass of CO2 equivalents by signal and by where the intensities came from, with its range.</summary>
    Carbon,

    /// <summary>How busy GPUs and CPUs were, and at which clocks.</summary>
    Compute,

    /// <summary>How full and how busy memories were.</summary>
    Memory,

    /// <summary>Traffic on PCIe, NVLink, disks and networks.</summary>
    Communication,

    /// <summary>Temperatures, fans, limits and what held clocks back.</summary>
    System,

    /// <summary>The series that <see cref="PictureOptions.Include"/> picks, of the program's own too.</summary>
    Series,
}

/// <summary>The format of a picture.</summary>
public enum PictureFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Vectors; texts stay texts.</summary>
    Svg,
}
