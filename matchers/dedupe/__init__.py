"""A table of people in, the same rows with the person each belongs to out: no database, whole columns at a time."""
