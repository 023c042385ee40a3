"""Composition root: settings, wiring, command line, demo. The only place that knows everybody."""
