using AIMetering.Carbon;

namespace AIMetering.Reports.Text;

/// <summary>What was asked for beyond the grams of the energy: a row each, with its range and what it is of.</summary>
internal static class FootprintSection
{
    public static void Write(TextPage page, CarbonStatement carbon)
    {
        TextTable table = new(new(""), new("Amount", true), new("Range"), new("Of"));
        foreach (FootprintRow row in FootprintRows.Of(carbon))
        {
            if (row.Remark is { } remark)
            {
                table.Remark($"! {remark}");
            }
            else
            {
                table.Row(row.Name, row.Amount, row.Range, row.Subject);
            }
        }

        if (table.Rows.Count > 0)
        {
            page.Table(table);
        }
    }
}
