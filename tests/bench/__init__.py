"""The benchmark, run by `make bench`: figures beside targets and other people's bots. It fails nothing."""
