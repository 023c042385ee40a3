"""Reading newsrooms and watched pages: listings, feeds, dates, articles and blocks."""
