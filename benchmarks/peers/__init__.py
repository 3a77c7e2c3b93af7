"""What a competent reader would write without this package; used by the benchmarks alone."""
