"""The front door: the command line, the composition root, the demo."""
