"""Bytes to values: workbooks and pages."""
