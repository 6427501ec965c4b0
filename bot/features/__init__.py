"""One module per feature, found by `feature.discover`. A feature answers the person in front of it, nobody else."""
