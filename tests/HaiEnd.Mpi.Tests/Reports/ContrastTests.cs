using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Html;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Text can be read against what is behind it: a contrast of 4.5 at least (WCAG 2.1, criterion 1.4.3), by the
/// colours of the style, in light, in dark and in print.</summary>
public sealed partial class ContrastTests
{
    private const double Least = 4.5;

    private static readonly string[] Inks = ["ink", "quiet", "good", "bad", "doubt", "link"];

    [Test]
    public void Every_text_stands_out() => Assert.That(Weak(HtmlReport.Style), Is.Empty);

    [TestCase("--quiet: #56606c", "--quiet: #8a93a0", "light quiet on paper")]
    [TestCase("--doubt: #f0c14b", "--doubt: #7a5300", "dark doubt on card")]
    [TestCase("--quiet: #444", "--quiet: #999", "print quiet on paper")]
    [TestCase(".hx-quiet { fill: #a9b2be", ".hx-quiet { fill: #56606c", "dark .hx-quiet on paper")]
    public void A_colour_that_does_not_is_found(string good, string bad, string found)
    {
        Assert.That(HtmlReport.Style, Does.Contain(good));
        Assert.That(Weak(HtmlReport.Style.Replace(good, bad, StringComparison.Ordinal)), Has.Some.StartsWith(found));
    }

    [TestCase("#000000", "#ffffff", 21)]
    [TestCase("#777777", "#ffffff", 4.48)]
    public void Contrast_is_that_of_the_standard(string a, string b, double contrast) =>
        Assert.That(Contrast(Rgb(a), Rgb(b)), Is.EqualTo(contrast).Within(0.01));

    /// <summary>Text and what is behind it, where they are too alike.</summary>
    private static List<string> Weak(string style)
    {
        var weak = new List<string>();
        void Demand(string theme, string name, double[] ink, double[] behind)
        {
            if (Contrast(ink, behind) is var c and < Least)
                weak.Add(string.Create(CultureInfo.InvariantCulture, $"{theme} {name}: {c:F2}"));
        }

        string[] blocks = [.. Block().Matches(style).Select(m => m.Groups[1].Value)];
        Assert.That(blocks, Has.Length.EqualTo(3), "light, dark, print");
        foreach ((string theme, string block) in new[] { "light", "dark", "print" }.Zip(blocks))
        {
            Dictionary<string, double[]> colors = Color().Matches(block)
                .ToDictionary(m => m.Groups[1].Value, m => Rgb(m.Groups[2].Value));
            foreach (string ink in Inks)
            {
                Demand(theme, $"{ink} on paper", colors[ink], colors["paper"]);
                Demand(theme, $"{ink} on card", colors[ink], colors["card"]);
            }

            foreach ((string kind, string ink) in Pictures.Value.Texts)
            {
                double[] own = theme == "dark" ? Rgb(Regex.Match(
                    style, $@"\.hx-svg \.{kind} {{ fill: (#\w+)").Groups[1].Value) : Rgb(ink);
                Demand(theme, $".{kind} on paper", own, colors["paper"]);
                foreach ((string band, double opacity) in Pictures.Value.Bands)
                    Demand(theme, $".{kind} on {band}", own, [.. Rgb(band).Zip(
                        colors["paper"], (over, under) => opacity * over + (1 - opacity) * under)]);
            }
        }

        return weak;
    }

    /// <summary>The colours of texts in pictures, by class, and of what lies behind some of them.</summary>
    private static readonly Lazy<((string Kind, string Ink)[] Texts, (string Color, double Opacity)[] Bands)> Pictures =
        new(() =>
        {
            XElement[] parts = [.. Report.Of(ReportData.Of(Site.Launches())).Figures
                .SelectMany(f => XElement.Parse(Svg.Of(f)).Descendants())];
            string Of(XElement e, string name) => (string)e.Attribute(name)!;
            return (
                [.. parts.Where(e => e.Name.LocalName == "text")
                    .Select(e => (Of(e, "class"), Of(e, "fill"))).Distinct()],
                [.. parts.Where(e => e.Attribute("fill-opacity") is not null)
                    .Select(e => (Of(e, "fill"), (double)e.Attribute("fill-opacity")!)).Distinct()]);
        });

    /// <summary>(L1 + 0.05) / (L2 + 0.05), the lighter over the darker.</summary>
    private static double Contrast(double[] a, double[] b)
    {
        (double x, double y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    /// <summary>Relative luminance of sRGB, as WCAG 2.1 defines it.</summary>
    private static double Luminance(double[] rgb)
    {
        double[] linear = [.. rgb.Select(c => c <= 0.03928 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    private static double[] Rgb(string hex)
    {
        string digits = hex.Length == 4 ? string.Concat(hex[1..].Select(c => $"{c}{c}")) : hex[1..];
        return [.. Convert.FromHexString(digits).Select(b => b / 255.0)];
    }

    [GeneratedRegex(@"\.hx \{([^}]*--ink[^}]*)\}")]
    private static partial Regex Block();

    [GeneratedRegex(@"--(\w+): (#\w+)")]
    private static partial Regex Color();
}
