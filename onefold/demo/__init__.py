"""The main job on invented people: sample sources, and a small public site that the demo serves itself."""
