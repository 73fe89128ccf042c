using System.Text;

namespace HaiEnd.Mpi.Jobs;

/// <summary>A command in one text, such as <c>perf record -o 'my file' {}</c>, cut into words: at blanks that are not
/// between quotes of either kind. Nothing else is done of what a shell does.</summary>
public static class CommandWords
{
    /// <summary>The words; quotes are taken off.</summary>
    /// <exception cref="FormatException">a quote is not closed</exception>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool isOpen = false;
        foreach (char c in text)
        {
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isOpen)
                    words.Add(word.ToString());
                word.Clear();
                isOpen = false;
                continue;
            }

            isOpen = true;
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '\'' or '"')
                quote = c;
            else
                word.Append(c);
        }

        if (quote != '\0')
            throw new FormatException($"a quote is not closed: {text}");
        if (isOpen)
            words.Add(word.ToString());
        return words;
    }
}
