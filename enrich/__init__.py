"""The domain: records, judgements, and everything that follows from them. Imports nothing else of Onefold's."""
