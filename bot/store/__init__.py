"""The memory: a `Store` whose methods are transactions, plain values in and out."""
