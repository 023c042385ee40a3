"""The record that newsrooms are followed into."""

from tests.workflows.conftest import stage

__all__ = ["stage"]
