using HaiEnd.Mpi.Tests.Results;
using HaiEnd.Mpi.Tests.Tidy;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The published JSON Schemas, as Python's jsonschema reads them.</summary>
internal static class Schema
{
    /// <summary>Where a schema lies.</summary>
    public static string PathOf(string name) => Path.Combine(Source.Root, "docs", "schemas", name + ".json");

    /// <summary>Checks texts. The test is left out where Python has no jsonschema.</summary>
    /// <param name="name">of the schema</param>
    /// <param name="documents">JSON</param>
    /// <param name="strict">a field that the schema does not know is an error too</param>
    /// <returns>for each text what is wrong first, or <c>ok</c></returns>
    public static string[] Check(string name, IEnumerable<string> documents, bool strict = true)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"[{string.Join(',', documents)}]");
            return Child.Python("jsonschema, json", file, $$"""
                def close(schema):
                    if isinstance(schema, dict):
                        if "properties" in schema:
                            schema.setdefault("additionalProperties", False)
                        for part in schema.values():
                            close(part)
                schema = json.load(open("{{PathOf(name)}}"))
                if {{(strict ? "True" : "False")}}:
                    close(schema)
                jsonschema.Draft202012Validator.check_schema(schema)
                validator = jsonschema.Draft202012Validator(schema)
                for document in json.load(open(path)):
                    found = jsonschema.exceptions.best_match(validator.iter_errors(document))
                    print(f"{found.json_path}: {found.message}".replace("\n", " ") if found else "ok")
                """);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
