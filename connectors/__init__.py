"""A source -> records: the connector kit and one file per source."""
