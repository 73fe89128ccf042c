using System.Text.RegularExpressions;

namespace HaiEnd.Mpi.Tests.Tidy;

/// <summary>Finds methods and functions by their braces. What stands directly in a namespace, a type or a file and has
/// a parameter list before its body is one; it lasts from its signature to the brace or semicolon that ends
/// it.</summary>
internal static partial class Methods
{
    /// <summary>First line (from 1), number of lines and signature of each.</summary>
    public static IEnumerable<(int Line, int Lines, string Signature)> Of(Source source)
    {
        string code = source.Code();
        var insideType = new Stack<bool>([true]);
        int begin = 0, round = 0;
        for (int i = 0; i < code.Length; i++)
        {
            char c = code[i];
            round += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (c == '{')
            {
                bool type = insideType.Peek() && IsContainer(code[begin..i]);
                insideType.Push(type);
                if (type)
                    begin = i + 1;
            }
            else if (c == '}' && insideType.Count > 1)
            {
                bool wasType = insideType.Pop();
                if (!insideType.Peek() || round != 0)
                    continue;
                if (!wasType && Measured(code, begin, i) is { } found)
                    yield return found;
                begin = i + 1;
            }
            else if (c == ';' && insideType.Peek() && round == 0)
            {
                if (Measured(code, begin, i) is { } found)
                    yield return found;
                begin = i + 1;
            }
        }
    }

    private static (int Line, int Lines, string Signature)? Measured(string code, int begin, int end)
    {
        string text = Attribute().Replace(code[begin..end], m => Blank().Replace(m.Value, " "));
        string signature = Header(text);
        if (!signature.Contains('(', StringComparison.Ordinal))
            return null;
        begin += text.Length - text.TrimStart().Length;
        int first = 1 + code.AsSpan(0, begin).Count('\n');
        int lines = 1 + code.AsSpan(begin, end - begin).Count('\n');
        return (first, lines, Spaces().Replace(signature.Trim(), " "));
    }

    private static bool IsContainer(string text)
    {
        string header = Header(Attribute().Replace(text, "")).TrimEnd();
        return header.EndsWith("extern", StringComparison.Ordinal)
            || (Container().IsMatch(header) && !CFunction().IsMatch(header));
    }

    /// <summary>What stands before the body or the value.</summary>
    private static string Header(string text) => Body().Split(text, 2)[0];

    [GeneratedRegex(@"=>|\{|[^=!<>]=[^=>]")]
    private static partial Regex Body();

    [GeneratedRegex(@"^\s*(\[[^\]]*\]\s*)+")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\b(namespace|class|struct|interface|enum|record|union)\s+\w")]
    private static partial Regex Container();

    // In C a function may return a struct: struct point origin(void)
    [GeneratedRegex(@"^\s*(static\s+)?struct\s+\w+[\s*]+\w+\s*\(")]
    private static partial Regex CFunction();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\S")]
    private static partial Regex Blank();
}
