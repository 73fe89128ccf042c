"""Parameters, median time [s] and rate of a case's points, as they are kept: read_h5py.py run.h5 triad.simd"""
import sys

import h5py

with h5py.File(sys.argv[1]) as f:
    case = f["results"][sys.argv[2]]
    axes = [name for name, column in case.items() if "role" in column.attrs]
    print(*axes, "ranks", "seconds", "rate", sep=",")
    columns = [case[name] for name in [*axes, "ranks", "time_median", "rate"]]
    for row in zip(*(c.asstr()[:] if h5py.check_string_dtype(c.dtype) else c[:] for c in columns)):
        print(*row, sep=",")
