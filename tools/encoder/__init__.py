"""Offline scripts that made the frozen encoders: see README.md beside this file."""
