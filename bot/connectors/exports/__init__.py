"""Export files as sources: one file per format over a shared layer of streams, splitters and gathering."""
