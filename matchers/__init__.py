"""Records -> weighed pairs: blocking, comparisons, frequencies, model, scoring."""
