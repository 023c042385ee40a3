"""Newsrooms and watched pages, from the site to the record."""
