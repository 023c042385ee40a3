"""Edge: reading sources. Scrapy spiders, one TOML per source, and readers that turn bytes into values."""
