using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.LinearAlgebra;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>SUMMA in turns with a defect, which the check must find. All run on a grid of one column.</summary>
/// <param name="name">which</param>
public abstract class PlantedPanels(string name) : SummaRealisation
{
    public override string Name => name;

    public override string Summary => "a defect in the panels of SUMMA";

    private protected override int Buffers => 2;

    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link)
    {
        SummaPlan plan = PlanOf(c, p, at.Rank);
        var panels = new SummaPanels(
            plan, (SummaLinks?)link, new SummaBlocks(plan, at.Memory), at.Memory, Buffers);
        var matrix = Matrix.Accumulate(c.Product.Precision, plan.C, at.Memory);
        Turn[] turns = panels.Turns();
        Spoil(turns, panels);
        return new Kernel(panels, LocalOf(c, p, at), matrix, turns);
    }

    /// <summary>Does one thing wrong.</summary>
    private protected abstract void Spoil(Turn[] turns, SummaPanels panels);

    /// <summary>Where the parcels are that this rank sends to the next one.</summary>
    private protected static (int Turn, int Index)[] SentToNext(Turn[] turns, SummaPlan plan) =>
    [
        .. from t in Enumerable.Range(0, turns.Length)
           from i in Enumerable.Range(0, turns[t].Parcels.Length)
           where turns[t].Parcels[i].IsSent && turns[t].Parcels[i].Peer == (plan.Row + 1) % plan.Grid.Rows
           select (t, i),
    ];

    private sealed class Kernel(SummaPanels panels, ILocalGemm gemm, Matrix c, Turn[] turns)
        : TurnProduct(gemm, c, turns, slices: 1, areBuffersSent: false)
    {
        protected override int BytesOfB => panels.Plan.ElementBytes;

        public override void Fill(Entries a, Entries b) => panels.Blocks.Fill(a, b);

        protected override void DisposeBlocks()
        {
            base.DisposeBlocks();
            panels.Dispose();
        }
    }
}

/// <summary>Two panels of B have changed places on one rank.</summary>
public sealed class SwappedPanels() : PlantedPanels("planted-swap")
{
    private protected override void Spoil(Turn[] turns, SummaPanels panels)
    {
        if (panels.Plan.Row == 0)
            (turns[0], turns[1]) = (turns[0] with { B = turns[1].B }, turns[1] with { B = turns[0].B });
    }
}

/// <summary>Two messages of one rank have each other's tag.</summary>
public sealed class WrongTag() : PlantedPanels("planted-tag")
{
    private protected override void Spoil(Turn[] turns, SummaPanels panels)
    {
        if (panels.Plan.Row > 0)
            return;
        (int Turn, int Index)[] sent = SentToNext(turns, panels.Plan);
        ref Parcel first = ref turns[sent[0].Turn].Parcels[sent[0].Index];
        ref Parcel second = ref turns[sent[1].Turn].Parcels[sent[1].Index];
        (first, second) = (first with { Tag = second.Tag }, second with { Tag = first.Tag });
    }
}

/// <summary>One rank sends the panel of another step.</summary>
public sealed class WrongOwner() : PlantedPanels("planted-owner")
{
    private protected override void Spoil(Turn[] turns, SummaPanels panels)
    {
        if (panels.Plan.Row > 0)
            return;
        (int Turn, int Index)[] sent = SentToNext(turns, panels.Plan);
        ref Parcel second = ref turns[sent[1].Turn].Parcels[sent[1].Index];
        second = second with { Address = turns[sent[0].Turn].Parcels[sent[0].Index].Address };
    }
}

/// <summary>The last term of a step that is narrower than the others is left out.</summary>
public sealed class ShortEdge() : PlantedPanels("planted-edge")
{
    private protected override SummaPlan PlanOf(PgemmCase c, Point p, int rank)
    {
        SummaPlan plan = base.PlanOf(c, p, rank);
        SummaStep last = plan.Steps[^1];
        plan.Steps[^1] = last with { Width = last.Width - 1 };
        return plan;
    }

    private protected override void Spoil(Turn[] turns, SummaPanels panels)
    {
    }
}
