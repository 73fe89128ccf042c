using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Tidy;

/// <summary>The house rules over the tree, and over small planted violations, so that no rule is asleep.</summary>
public sealed class TidyTests
{
    private static IEnumerable<TestCaseData> Rules() =>
        HouseRules.All.Select(r => new TestCaseData(r).SetArgDisplayNames(r.Method.Name));

    [TestCaseSource(nameof(Rules))]
    public void The_tree_keeps(object rule)
    {
        string[] found = [.. Source.All.SelectMany((Func<Source, IEnumerable<string>>)rule)];
        if (found.Length > 0)
            Assert.Fail(string.Join('\n', found));
    }

    [Test]
    public void The_tree_is_seen()
    {
        Assert.That(
            Source.All.Select(s => s.Path),
            Does.Contain("src/HaiEnd.Mpi.Bench/Engine.cs").And.Contain("tests/HaiEnd.Mpi.Tests/Tidy/TidyTests.cs")
                .And.Contain("Directory.Build.props").And.Contain("scripts/check.sh"));
    }

    [Test]
    public void A_line_of_121_columns_is_found()
    {
        Assert.That(HouseRules.LinesAreNarrow(new("a.cs", new string('x', 120) + "\n")), Is.Empty);
        Assert.That(
            HouseRules.LinesAreNarrow(new("a.sh", "\n" + new string('x', 121))), Has.One.StartsWith("a.sh:2: 121"));
    }

    [Test]
    public void A_file_of_501_lines_is_found()
    {
        Assert.That(HouseRules.FilesAreShort(new("a.c", new string('\n', 500))), Is.Empty);
        Assert.That(HouseRules.FilesAreShort(new("a.c", new string('\n', 501))), Has.One.StartsWith("a.c: 501"));
    }

    [TestCase("namespace N;\npublic class C<T>\n  where T : struct\n{\n  [Test(1)]", "  void M(int x = 3)\n  {")]
    [TestCase("namespace N\n{\n/* { */ record R(int X)\n{", "  public R(string s = \"{\") : this(1)\n  {")]
    [TestCase("class C\n{\n  int F(int x) { if (x == '{') return 1; return 2; }\n", "  int G() => new[] {")]
    [TestCase("class C\n{\n  string P => \"\"\"}\"\"\";\n  string Q = @\"}\\\";", "  int G()\n  {")]
    [TestCase("#define X {\nextern \"C\" {\nstruct p { int x; };\n", "static struct p *f(int x)\n{")]
    public void A_method_of_71_lines_is_found(string before, string start)
    {
        int line = before.Split('\n').Length + 1;
        Source Of(int lines) =>
            new("a.cs", $"{before}\n{start}{new string('\n', lines - start.Split('\n').Length)}}};\n}}\n");
        Assert.That(HouseRules.MethodsAreShort(Of(70)), Is.Empty);
        Assert.That(HouseRules.MethodsAreShort(Of(71)), Has.One.StartsWith($"a.cs:{line}: 71 lines"));
    }

    [Test]
    public void A_long_table_or_type_is_not_a_method()
    {
        string lines = new('\n', 100);
        string text = $"class C(int x)\n{{\nint[] t = [{lines}];\nint P {{ get; }}{lines}}}";
        Assert.That(HouseRules.MethodsAreShort(new("a.cs", text)), Is.Empty);
    }

    [TestCase("// TO" + "DO: later")]
    [TestCase("throw new NotImplemented" + "Exception();")]
    public void What_is_left_open_is_found(string line) =>
        Assert.That(HouseRules.NothingIsLeftOpen(new("a.cs", line)), Has.One.StartsWith("a.cs:1: left open"));

    [TestCase("src/B/A.cs", "[LibraryImport(\"c\")]", 1)]
    [TestCase("src/B/A.cs", "  [DllImport(\"c\")] static extern int f();", 1)]
    [TestCase("src/B/A.cs", "/// <c>[LibraryImport]</c>", 0)]
    [TestCase("src/B/Interop/A.cs", "[LibraryImport(\"c\")]", 0)]
    public void An_import_outside_Interop_is_found(string path, string text, int found) =>
        Assert.That(HouseRules.ImportsStandInInterop(new(path, text)).Count(), Is.EqualTo(found));

    [TestCase("private static int _count;", 1)]
    [TestCase("internal static volatile Dictionary<string, int?> Cache = new();", 1)]
    [TestCase("public static int Count { get; private set; }", 1)]
    [TestCase("[ThreadStatic] private static int x;", 1)]
    [TestCase("private static readonly int[] Table = [1];", 0)]
    [TestCase("private const int One = 1;", 0)]
    [TestCase("public static int Twice(int x = 1) => 2 * x;", 0)]
    [TestCase("public static int Count => 1;", 0)]
    [TestCase("public static int Count { get; } = 1;", 0)]
    [TestCase("static abstract int Count { get; }", 0)]
    [TestCase("using static System.Math;", 0)]
    [TestCase("// private static int _count;", 0)]
    public void Static_state_is_found(string line, int found) =>
        Assert.That(HouseRules.StateIsNotStatic(new("src/A.cs", line)).Count(), Is.EqualTo(found));

    [TestCase("# One\n\n## Two\n```\n# a comment\n```\n", 0)]
    [TestCase("# One\n# Two\n", 1)]
    [TestCase("no title\n", 1)]
    public void A_document_has_one_title(string text, int found) =>
        Assert.That(HouseRules.DocumentsHaveOneTitle(new("a.md", text)).Count(), Is.EqualTo(found));

    [TestCase("a.sh", "cd /ro" + "ot/x", 1)]
    [TestCase("a.md", "see /ho" + "me/anne/x", 1)]
    [TestCase("a.sh", "ls $HOME/work/x ./root/y src/work/z", 0)]
    [TestCase("NuGet.Config", "", 1)]
    public void A_path_of_one_machine_is_found(string path, string text, int found) =>
        Assert.That(HouseRules.NoMachineIsNamed(new(path, text)).Count(), Is.EqualTo(found));

    [TestCase("src/HaiEnd.Mpi.Bench/HaiEnd.Mpi.Bench.csproj", "Analysis", 0)]
    [TestCase("src/HaiEnd.Mpi.Results/HaiEnd.Mpi.Results.csproj", "Bench", 1)]
    [TestCase("src/HaiEnd.Mpi.Bindings/HaiEnd.Mpi.Bindings.csproj", "Numerics", 1)]
    [TestCase("src/HaiEnd.Mpi.Reports/HaiEnd.Mpi.Reports.csproj", "Bench", 1)]
    [TestCase("src/HaiEnd.Mpi.Cli/HaiEnd.Mpi.Cli.csproj", "Ilgpu", 1)]
    [TestCase("src/HaiEnd.Mpi.Ilgpu/HaiEnd.Mpi.Ilgpu.csproj", "Bench", 0)]
    [TestCase("src/HaiEnd.Mpi.New/HaiEnd.Mpi.New.csproj", "Bench", 1)]
    public void A_reference_to_the_right_is_found(string path, string to, int found)
    {
        string text = $"<Project><I><ProjectReference Include=\"../HaiEnd.Mpi.{to}.csproj\" /></I></Project>";
        Assert.That(HouseRules.ReferencesPointLeft(new(path, text)).Count(), Is.EqualTo(found));
    }

    [TestCase("'$(WithIlgpu)' == 'true'", 0)]
    [TestCase("'$(WithMpiNet)' == 'true'", 1)]
    public void A_plug_in_is_used_only_where_its_switch_is_on(string condition, int found)
    {
        string text = "<Project><I><ProjectReference Include=\"../HaiEnd.Mpi.Ilgpu.csproj\" "
            + $"Condition=\"{condition}\" /></I></Project>";
        Assert.That(
            HouseRules.ReferencesPointLeft(new("src/HaiEnd.Mpi.Cli/HaiEnd.Mpi.Cli.csproj", text)).Count(),
            Is.EqualTo(found));
    }
}
