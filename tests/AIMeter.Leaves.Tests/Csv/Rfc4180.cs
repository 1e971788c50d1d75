using System.Text;

namespace AIMetering.Leaves.Tests.Csv;

/// <summary>A second opinion on our files: RFC 4180 read by the letter, with errors for what it forbids.</summary>
internal static class Rfc4180
{
    public static List<List<string>> Parse(string text)
    {
        List<List<string>> records = [];
        List<string> record = [];
        int at = 0;
        while (at < text.Length)
        {
            record.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            if (text[at] != '\r' || text[at + 1] != '\n')
            {
                throw new FormatException($"A record does not end in CR LF at {at}.");
            }

            at += 2;
            records.Add(record);
            record = [];
        }

        return record.Count == 0 ? records : throw new FormatException("The last record does not end.");
    }

    private static string Plain(string text, ref int at)
    {
        int end = text.AsSpan(at).IndexOfAny(",\r\n\"") is var length and >= 0 ? at + length : text.Length;
        string field = text[at..end];
        at = end;
        return field;
    }

    private static string Quoted(string text, ref int at)
    {
        StringBuilder field = new();
        for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
        {
            field.Append(text[at]);
            at += text[at] == '"' ? 1 : 0;
        }

        at++;
        return field.ToString();
    }
}
