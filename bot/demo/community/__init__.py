"""The sample community's exports, as the tools of the two platforms write them."""
