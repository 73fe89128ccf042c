# Parameters, median time [s] and rate of a case's points, from the raw samples: Rscript read.R run.h5 triad.simd
library(hdf5r)
words <- commandArgs(trailingOnly = TRUE)
case <- H5File$new(words[1], "r")[[paste0("results/", words[2])]]
column <- function(name) as.vector(case[[name]]$read())
times <- case[["time_ns"]]$read(drop = FALSE) # sample x rank x point: R reverses the dimensions
slowest <- apply(times, c(1, 3), max) # a sample takes as long as its slowest rank
slowest[case[["valid"]]$read(drop = FALSE) != 1] <- NA
seconds <- apply(slowest, 2, median, na.rm = TRUE) / column("repeats") / 1e9 # of one repeat
axes <- Filter(function(name) case[[name]]$attr_exists("role"), names(case))
table <- data.frame(sapply(c(axes, "ranks"), column, simplify = FALSE), seconds, rate = column("rate"))
write.csv(table, quote = FALSE, row.names = FALSE)
