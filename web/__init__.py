"""Edge: reading it. The change log, sources and feeds, rendered on the server."""
