"""Invented resumes in many languages, layouts and kinds of file, with their truth: how well are they read?"""
