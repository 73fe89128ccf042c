using System.Globalization;
using System.Net;
using System.Text;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>Writes SVG (or any XML) in which no text can become markup. Numbers have one decimal, so that pictures are
/// small and the same everywhere.</summary>
public sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Begins an element that has content.</summary>
    public SvgWriter Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _text.Append('>');
        _open.Push(element);
        return this;
    }

    /// <summary>Ends the innermost element.</summary>
    public SvgWriter Close()
    {
        _text.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>An element without content.</summary>
    public SvgWriter Empty(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _text.Append("/>");
        return this;
    }

    /// <summary>An element that holds nothing but text.</summary>
    public SvgWriter Text(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _text.Append('>').Append(Escaped(text)).Append("</").Append(element).Append('>');
        return this;
    }

    /// <summary>What this class has written elsewhere.</summary>
    public SvgWriter Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>A line feed, so that differences of pictures can be read.</summary>
    public SvgWriter Line()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>What was written.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A coordinate.</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 1);
        return (rounded == 0 ? 0 : rounded).ToString("0.#", CultureInfo.InvariantCulture);
    }

    /// <summary>Text that is inert in XML and in HTML, inside elements and between quotes.</summary>
    public static string Escaped(string text) => WebUtility.HtmlEncode(PlainText.Of(text));

    private void Tag(string element, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _text.Append('<').Append(element);
        foreach ((string name, string value) in attributes)
            _text.Append(' ').Append(name).Append("=\"").Append(Escaped(value)).Append('"');
    }
}
