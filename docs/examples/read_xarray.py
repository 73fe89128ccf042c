"""Parameters, median time [s] and rate of a case's points, from the raw samples: read_xarray.py run.h5 triad.simd"""
import sys

import xarray as xr

d = xr.open_dataset(sys.argv[1], group=f"results/{sys.argv[2]}")
slowest = d.time_ns.max("rank").where(d.valid == 1)  # a sample takes as long as its slowest rank
d["seconds"] = slowest.median("sample") / d.repeats / 1e9  # of one repeat
axes = [name for name in d if "role" in d[name].attrs]
print(d[[*axes, "ranks", "seconds", "rate"]].to_dataframe().to_csv(index=False), end="")
