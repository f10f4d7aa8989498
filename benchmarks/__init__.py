"""Every figure a ratio against a baseline of the same interleaved run: ``python -m benchmarks``."""
