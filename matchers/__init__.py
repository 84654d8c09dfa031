"""RECORDS -> JUDGED PAIRS: features, blocking, comparisons, the model, and the one kernel that weighs pairs."""
