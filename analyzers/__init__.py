"""Pure judgement: nouns in, nouns out. No database, network, clock or configuration."""
