"""Benchmarks of the embedded platform: `make bench` prints them and writes `docs/benchmarks.md`.

Everything is the real thing: the platform as a child process, a broker, a browser. `BENCH_SECONDS` is the length of a
step (10). The machine matters: compare figures of one run with each other, not with another machine's.
"""
