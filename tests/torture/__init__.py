"""The torture, run by `make torture`: bots that are killed at every point, and a checker that counts what arrived."""
