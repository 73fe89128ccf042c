using System.Buffers;
using System.Globalization;
using System.Text;

namespace HaiEnd.Mpi.Results;

/// <summary>Text from a stranger, made harmless to print. What is taken out would move a terminal's cursor, break a
/// line, or show text in another order than it is stored in (CVE-2021-42574).</summary>
public static class PlainText
{
    private const char Replacement = '\uFFFD';

    // C0, DEL and C1; the line and paragraph separators; marks, embeddings, overrides and isolates of direction.
    private static readonly char[] Harmful =
    [
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x61C, 0x200E, 0x200F])
            .Concat(Enumerable.Range(0x2028, 7)).Concat(Enumerable.Range(0x2066, 4)).Select(c => (char)c),
    ];

    private static readonly SearchValues<char> InALine = SearchValues.Create(Harmful);

    private static readonly SearchValues<char> InLines =
        SearchValues.Create([.. Harmful.Where(c => c is not ('\n' or '\t'))]);

    /// <summary>The text with U+FFFD in place of each harmful character and of each half of a pair, and a space in
    /// place of white space that would leave the line.</summary>
    /// <param name="text">anything</param>
    /// <param name="most">characters, after which it is cut</param>
    /// <param name="lines">keeps line feeds and tabs</param>
    public static string Of(string text, int most = int.MaxValue, bool lines = false)
    {
        SearchValues<char> harmful = lines ? InLines : InALine;
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, most));
        if (!kept.ContainsAny(harmful) && !kept.ContainsAnyInRange('\uD800', '\uDFFF'))
            return kept.Length == text.Length ? text : kept.ToString();
        var plain = new StringBuilder(kept.Length);
        foreach (Rune rune in kept.EnumerateRunes())
            _ = rune.IsBmp && harmful.Contains((char)rune.Value)
                ? plain.Append(rune.Value is '\n' or '\r' or '\t' ? ' ' : Replacement)
                : plain.Append(rune);
        return plain.ToString();
    }

    /// <summary>A document whose strings know <c>\uXXXX</c>, JSON or YAML, with each harmful character written so: it
    /// says the same, and can be shown.</summary>
    public static string Escaped(string document)
    {
        if (!document.AsSpan().ContainsAny(InLines))
            return document;
        var escaped = new StringBuilder(document.Length);
        foreach (char c in document)
            _ = InLines.Contains(c)
                ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}")
                : escaped.Append(c);
        return escaped.ToString();
    }
}
