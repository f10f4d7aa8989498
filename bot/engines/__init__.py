"""Other ways to run the same audit: on many machines instead of in one process."""
