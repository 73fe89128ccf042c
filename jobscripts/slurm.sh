#!/usr/bin/env bash
# Untried: written from Slurm's manual; put in the partition, the account and the modules of the site.
#SBATCH --job-name=haiend
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=2
#SBATCH --exclusive
#SBATCH --time=00:30:00
#SBATCH --signal=B:TERM@120
# Arguments go to haiend run: sbatch slurm.sh --suite network
set -euo pipefail

# module load gcc openmpi hdf5 openblas

haiend=${HAIEND:-haiend}
end=$(squeue --noheader --job "$SLURM_JOB_ID" --format=%e)

srun --ntasks-per-node=1 "$haiend" doctor
exec srun --cpu-bind=cores "$haiend" run --deadline "$(date -d "$end" +%s)" "$@"
