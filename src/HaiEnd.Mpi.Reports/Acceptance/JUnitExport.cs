using System.Globalization;
using System.Text;
using System.Xml;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;

namespace HaiEnd.Mpi.Reports.Acceptance;

/// <summary>A check as JUnit XML, in the form that GitLab and Jenkins read: a test suite a case, a test a finding.
/// <c>fail</c> is a failure; a wrong answer and the verdicts <c>marginal</c> and <c>inconclusive</c> are errors of that
/// type, because JUnit's <c>skipped</c> would look like a pass. A warning passes and is in the output. What can't be
/// done here and has no rule is skipped. In what pooled launches differ is a property of each test suite.</summary>
public static class JUnitExport
{
    /// <summary>Writes it.</summary>
    public static void Write(Check check, TextWriter to)
    {
        using var xml = XmlWriter.Create(to, new() { Indent = true });
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", check.Suite);
        Counts(xml, check.Findings, check.Rest.NotHere.Count);
        foreach (IGrouping<string, Finding> suite in check.Findings.GroupBy(f => f.CaseId))
        {
            xml.WriteStartElement("testsuite");
            Attribute(xml, "name", suite.Key);
            Counts(xml, [.. suite], 0);
            if (check.Differences.Count > 0)
                Differences(xml, check.Differences);
            foreach (Finding finding in suite)
                Test(xml, check, finding);
            xml.WriteEndElement();
        }

        if (check.Rest.NotHere.Count > 0)
            NotHere(xml, check);
        xml.WriteEndElement();
    }

    private static void Differences(XmlWriter xml, IReadOnlyList<PooledDifference> differences)
    {
        xml.WriteStartElement("properties");
        foreach (PooledDifference pooled in differences)
        {
            foreach (VaryingFact fact in pooled.Facts)
            {
                xml.WriteStartElement("property");
                Attribute(xml, "name", $"differs among {CheckWords.Pooled(pooled)}: {fact.Name}");
                Attribute(xml, "value", EnvironmentText.Shown(fact));
                xml.WriteEndElement();
            }
        }

        xml.WriteEndElement();
    }

    private static void Test(XmlWriter xml, Check check, Finding f)
    {
        string verdict = CheckWords.Verdict(f).ToLowerInvariant();
        string numbers = f.Measured is null ? f.Metric
            : $"{f.Metric} {CheckWords.Measured(f)}, required {CheckWords.Required(f)}, margin {CheckWords.Margin(f)}, "
                + $"samples (launches) {CheckWords.Samples(f)}";
        string message = CheckWords.Reason(f);
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", $"{check.Suite}.{f.CaseId}");
        string name = $"{CheckWords.Title(f, ranks: true)}: {f.Metric} {CheckWords.Required(f)}";
        Attribute(xml, "name", name.TrimEnd(' ', '-'));
        Attribute(xml, "time", "0");
        if (!CheckWords.IsHarmless(f))
        {
            xml.WriteStartElement(verdict == "fail" ? "failure" : "error");
            Attribute(xml, "type", verdict);
            Attribute(xml, "message", message.Length > 0 ? message : numbers);
            xml.WriteString(Clean(Lines($"{verdict.ToUpperInvariant()} {numbers}", message, f.Where)));
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteElementString(
                "system-out", Clean(Lines($"{verdict.ToUpperInvariant()} {numbers}", message)));
        }

        xml.WriteEndElement();
    }

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(l => l.Length > 0));

    private static void NotHere(XmlWriter xml, Check check)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", "without a rule");
        Counts(xml, [], check.Rest.NotHere.Count);
        foreach ((string reason, int count) in check.Rest.NotHere)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "classname", check.Suite);
            Attribute(xml, "name", $"{count} x {reason}");
            Attribute(xml, "time", "0");
            xml.WriteStartElement("skipped");
            Attribute(xml, "message", reason);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<Finding> findings, int skipped)
    {
        int bad = findings.Count(f => !CheckWords.IsHarmless(f));
        int failures = findings.Count(f => CheckWords.Verdict(f) == "FAIL");
        Number(xml, "tests", findings.Count + skipped);
        Number(xml, "failures", failures);
        Number(xml, "errors", bad - failures);
        Number(xml, "skipped", skipped);
    }

    private static void Number(XmlWriter xml, string name, int value) =>
        xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Clean(value));

    /// <summary>Characters that XML 1.0 can't hold, not even escaped, are replaced.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            _ = rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? clean.Append('\uFFFD') : clean.Append(rune);
        return clean.ToString();
    }
}
