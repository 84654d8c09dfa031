"""Bytes -> records: resumes and profile exports of every kind, read in limited child processes. Imports enrich alone."""
