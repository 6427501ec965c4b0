"""What letters say, one module for each sort: values in, a screen out. They send nothing."""
