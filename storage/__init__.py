"""Edge: where. Tables, queries, the archive of raw bytes, and migrations. No table leaves this package."""
