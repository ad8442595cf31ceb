"""The benchmark: `make bench` (SIZE=S,M,L). Own data, loopback only, no peer's code."""
