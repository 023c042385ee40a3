"""The kill matrix: the real recording and sending, killed at every point again and again, and what it must not lose."""
