"""The comparisons for few pairs, in plain numbers: what `matchers.scoring` says of them, without making columns first."""
