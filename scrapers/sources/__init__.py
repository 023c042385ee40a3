"""One TOML file per source, and the schema that checks it."""
