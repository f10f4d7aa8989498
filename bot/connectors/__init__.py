"""One file per source: each yields Batches and knows nothing else."""
