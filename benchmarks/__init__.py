"""How fast the talk is, beside others that do the same work. `make bench` runs it; see docs/performance.md."""
