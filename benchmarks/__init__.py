"""Speed and quality, as ratios against named peers and limits."""
