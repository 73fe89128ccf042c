using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using ILGPU;
using ILGPU.Runtime;
using Grid = ILGPU.Grid;

namespace HaiEnd.Mpi.Ilgpu;

/// <summary>A product, a tile of C by a group and an element of it by a member.</summary>
public sealed class GemmIlgpu : IlgpuRealisation<GemmCase, IProduct>
{
    private const int Tile = 16;

    /// <inheritdoc/>
    public override Availability Check(GemmCase c, Point p, Place at) => c.IsATransposed || c.IsBTransposed || c.Pad > 0
        ? Availability.No("the kernel takes matrices without padding, not transposed")
        : base.Check(c, p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(GemmCase c, Point p, Place at) => c.Product.Work.Bytes;

    private protected override IProduct Make<T>(GemmCase c, Accelerator on) => new Kernel<T>(c.Product, on);

    private static void Multiply<T>(ArrayView<T> c, ArrayView<T> a, ArrayView<T> b, int m, int n, int k)
        where T : unmanaged, INumber<T>
    {
        ArrayView<T> left = SharedMemory.Allocate<T>(Tile * Tile), right = SharedMemory.Allocate<T>(Tile * Tile);
        int x = Group.IdxX, y = Group.IdxY, column = Grid.IdxX * Tile + x, row = Grid.IdxY * Tile + y;
        T sum = default;
        for (int from = 0; from < k; from += Tile)
        {
            left[y * Tile + x] = row < m && from + x < k ? a[(long)row * k + from + x] : default;
            right[y * Tile + x] = column < n && from + y < k ? b[(long)(from + y) * n + column] : default;
            Group.Barrier();
            for (int i = 0; i < Tile; i++)
                sum += left[y * Tile + i] * right[i * Tile + x];
            Group.Barrier();
        }

        if (row < m && column < n)
            c[(long)row * n + column] = sum;
    }

    private sealed class Kernel<T> : IlgpuKernel<T>, IProduct
        where T : unmanaged, INumber<T>
    {
        private readonly ProductCase _of;
        private readonly MemoryBuffer1D<T, Stride1D.Dense> _a, _b, _c;
        private readonly Action<KernelConfig, ArrayView<T>, ArrayView<T>, ArrayView<T>, int, int, int> _multiply;

        public Kernel(ProductCase c, Accelerator on)
            : base(on)
        {
            _of = c;
            _a = Filled((long)c.M * c.K, i => c.A[(int)(i / c.K), (int)(i % c.K)]);
            _b = Filled((long)c.K * c.N, i => c.B[(int)(i / c.N), (int)(i % c.N)]);
            _c = Filled((long)c.M * c.N, _ => 0);
            _multiply = on.LoadStreamKernel<ArrayView<T>, ArrayView<T>, ArrayView<T>, int, int, int>(Multiply);
        }

        public Block Held => new(0, _of.M, 0, _of.N);

        public void ReadRow(int row, Span<double> values)
        {
            for (int j = 0; j < _of.N; j++)
                values[j] = double.CreateTruncating(Read(_c)[(long)row * _of.N + j]);
        }

        protected override void Once()
        {
            var tiles = new Index3D((_of.N + Tile - 1) / Tile, (_of.M + Tile - 1) / Tile, 1);
            if (tiles.Size > 0)
                _multiply(new(tiles, new Index3D(Tile, Tile, 1)), _c.View, _a.View, _b.View, _of.M, _of.N, _of.K);
        }
    }
}
