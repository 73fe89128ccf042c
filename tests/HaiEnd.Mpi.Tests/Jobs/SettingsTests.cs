using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>Command line over variables over suite over user over built-in.</summary>
public sealed class SettingsTests
{
    [Test]
    public void The_strongest_layer_wins_and_its_place_is_known()
    {
        var settings = Settings.Of(
            Layer("--ci", ("ci", "1%")),
            Settings.FromEnvironment(n => n switch { "HAIEND_CI" => "4%", "HAIEND_SEED" => "4", _ => null }),
            Layer("s.yaml:1:1", ("seed", "3"), ("warmup", "3")),
            Settings.FromFile("config.yaml", "warmup: 2\nmax_samples: 20\n"));
        Assert.Multiple(() =>
        {
            Assert.That(settings.Where("ci"), Is.EqualTo(new Located("1%", "--ci")));
            Assert.That(settings.Where("seed"), Is.EqualTo(new Located("4", "HAIEND_SEED")));
            Assert.That(settings.Where("warmup"), Is.EqualTo(new Located("3", "s.yaml:1:1")));
            Assert.That(settings.Where("max_samples"), Is.EqualTo(new Located("20", "config.yaml:2:14")));
            Assert.That(settings.Where("verify").Where, Is.EqualTo("built-in"));
            Assert.That(settings.Rule, Is.EqualTo(new StoppingRule(3, 10, 20, 0.01, 10)));
        });
    }

    [TestCase("none", long.MaxValue)]
    [TestCase("64Mi", 64 << 20)]
    public void A_memory_limit_is_bytes_of_a_rank(string text, long bytes) => Assert.That(
        Settings.Of(Layer("x", ("memory_limit", text))).MemoryLimitBytes, Is.EqualTo(bytes));

    [TestCase("none", "")]
    [TestCase("perf record  -o 'my file' {}", "perf|record|-o|my file|{}")]
    [TestCase("a \"it's\"\"\" '' {}", "a|it's||{}")]
    public void A_profiler_is_words_with_one_place_for_the_program(string text, string words) => Assert.That(
        string.Join('|', Settings.Of(Layer("x", ("profile_with", text))).Profiler), Is.EqualTo(words));

    [Test]
    public void A_rank_has_its_share_of_the_node_and_never_more_than_its_limit()
    {
        var node = new Allocation([0, 0, 1], 1, 1000);
        Assert.Multiple(() =>
        {
            Assert.That(node.MemoryBytes(0, 3), Is.EqualTo(500));
            Assert.That(node.Limited(300).Limited(400).MemoryBytes(0, 3), Is.EqualTo(300));
            Assert.That((node with { RankLimitBytes = 700 }).MemoryBytes(2, 3), Is.EqualTo(700));
            Assert.That((node with { RankLimitBytes = 700 }).MemoryBytes(0, 3), Is.EqualTo(500));
        });
    }

    [Test]
    public void A_number_of_iterations_fixes_the_count() => Assert.That(
        Settings.Of(Layer("-i", ("iterations", "30"))).Rule, Is.EqualTo(new StoppingRule(5, 30, 30, 0.02, 10)));

    [Test]
    public void More_samples_than_the_maximum_raise_it() => Assert.That(
        Settings.Of(Layer("x", ("min_samples", "50"), ("max_samples", "20"))).Rule.MaxSamples, Is.EqualTo(50));

    [TestCase("ci", "0", "HAIEND_CI: expected a percentage")]
    [TestCase("iterations", "some", "HAIEND_ITERATIONS: expected a whole number")]
    [TestCase("min_samples", "0", "HAIEND_MIN_SAMPLES: must be between 1 and")]
    [TestCase("memory_limit", "0", "HAIEND_MEMORY_LIMIT: must be none or at least one byte, got '0'")]
    [TestCase("memory_limit", "some", "HAIEND_MEMORY_LIMIT: expected a whole number")]
    [TestCase("profile_with", "perf record", "HAIEND_PROFILE_WITH: {} stands for rank 0's own command, once")]
    [TestCase("profile_with", "{}", "HAIEND_PROFILE_WITH: the profiler stands before {}")]
    [TestCase("profile_with", "perf 'x {}", "HAIEND_PROFILE_WITH: a quote is not closed")]
    [TestCase("color", "pink", "HAIEND_COLOR: expected auto, always or never, got 'pink'")]
    public void A_bad_value_is_refused_with_its_place(string name, string value, string message) => Assert.That(
        () => Settings.Of(Settings.FromEnvironment(n => n == $"HAIEND_{name.ToUpperInvariant()}" ? value : null)),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [Test]
    public void An_unknown_key_in_the_users_file_is_refused() => Assert.That(
        () => Settings.FromFile("config.yaml", "siute: x\n"),
        Throws.TypeOf<BadInputException>()
            .With.Message.EqualTo("config.yaml:1:1 unknown key 'siute'; did you mean 'suite'?"));

    [Test]
    public void Settings_cross_ranks_as_text()
    {
        var settings = Settings.Of(Layer("x", ("suite", "a=b.yaml"), ("verify", "sample")));
        var copy = Settings.FromText(settings.ToText());
        Assert.Multiple(() =>
        {
            Assert.That(copy.ToText(), Is.EqualTo(settings.ToText()));
            Assert.That(copy.Rigour, Is.EqualTo(Rigour.Sample));
        });
    }

    private static Dictionary<string, Located> Layer(string where, params (string Name, string Value)[] values) =>
        values.ToDictionary(v => v.Name, v => new Located(v.Value, where));
}
