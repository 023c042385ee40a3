"""The demonstration: a recorded site that plays ICE's, a local inbox, and the real service between them."""
