"""The database: tables, writes, reads, search, migrations."""
