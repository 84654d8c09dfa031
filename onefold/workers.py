"""What a machine of a Spark cluster starts its Python workers from: all that they need is imported once, before they are
forked off; nothing here has threads that a fork would lose."""

from __future__ import annotations

from importlib import import_module

NEEDED = (
    "matchers.spark.cleaning",
    "matchers.spark.scoring",
    "onefold.spreading",
    "pandas",
    "pyspark.sql.pandas.serializers",
)


def main() -> None:
    """Runs Spark's own daemon."""
    for name in NEEDED:
        import_module(name)
    import_module("pyspark.daemon").manager()


if __name__ == "__main__":
    main()
