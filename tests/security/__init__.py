"""The security list over every route there is, found by enumeration: what it holds is written in docs/testing.md."""
