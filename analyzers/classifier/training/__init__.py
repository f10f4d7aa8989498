"""Making the classifier: rows in, a model out. Nothing here is needed to judge messages."""
