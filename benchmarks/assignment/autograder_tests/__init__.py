"""The hidden tests of the benchmark's assignment."""
