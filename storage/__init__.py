"""The ground: nouns, errors, schema and the one door to the database."""
