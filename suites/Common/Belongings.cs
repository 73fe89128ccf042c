namespace HaiEnd.Mpi.Suites;

/// <summary>What an object made and frees: all of it, the last first, also where making the next one failed.</summary>
internal sealed class Belongings : IDisposable
{
    private readonly Stack<IDisposable> _all = new();

    /// <summary>Makes an object that frees what it made when it is disposed of, and at once if its making fails.
    /// </summary>
    public static T For<T>(Func<Belongings, T> make)
    {
        var own = new Belongings();
        try
        {
            return make(own);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>One more.</summary>
    public T Add<T>(T one)
        where T : IDisposable
    {
        _all.Push(one);
        return one;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_all.TryPop(out IDisposable? one))
            one.Dispose();
    }
}
