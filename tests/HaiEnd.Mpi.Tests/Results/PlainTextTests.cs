using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>Text from a stranger.</summary>
public sealed class PlainTextTests
{
    [TestCase("Grüße ∑ 测试 🙂 <script>", "Grüße ∑ 测试 🙂 <script>")]
    [TestCase("a\u001b[31mb\u0000\u007f\u009b", "a\uFFFD[31mb\uFFFD\uFFFD\uFFFD")]
    [TestCase("one\ntwo\r\tthree", "one two  three")]
    [TestCase("a\u2028b\u202Ec\u2066d\u200Fe\u061Cf", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf")]
    public void Loses_what_would_move_a_cursor_break_a_line_or_turn_the_order(string text, string plain) =>
        Assert.That(PlainText.Of(text), Is.EqualTo(plain));

    [Test]
    public void Of_several_lines_keeps_line_feeds_and_tabs() =>
        Assert.That(PlainText.Of("a:\n\tb\r\n", lines: true), Is.EqualTo("a:\n\tb \n"));

    [Test]
    public void Has_no_half_of_a_pair() =>
        Assert.That(PlainText.Of("half \uD83D of a pair"), Is.EqualTo("half \uFFFD of a pair"));

    [Test]
    public void In_a_document_is_escaped_and_not_lost()
    {
        string document = "{\n  \"a\": \"\u202Eb\u2066\u001b\"\n}";
        Assert.That(PlainText.Escaped(document), Is.EqualTo("{\n  \"a\": \"\\u202Eb\\u2066\\u001B\"\n}"));
        Assert.That(PlainText.Escaped("{ \"ü\": 1 }"), Is.EqualTo("{ \"ü\": 1 }"));
    }

    [Test]
    public void Is_cut_without_half_a_pair_at_the_end() =>
        Assert.That(PlainText.Of("ab🙂", 3), Is.EqualTo("ab\uFFFD"));
}
