"""Use cases, one file each, named as verbs."""
