"""Bytes -> records: resumes, profile exports and tables of people."""
