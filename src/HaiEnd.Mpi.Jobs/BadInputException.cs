namespace HaiEnd.Mpi.Jobs;

/// <summary>Something a person wrote that can't be used: exit code 2. The message begins with where it stands, as
/// <c>file:line:column</c> or the name of an option or variable.</summary>
/// <param name="message">where, what, and what would do</param>
public sealed class BadInputException(string message) : Exception(message);
