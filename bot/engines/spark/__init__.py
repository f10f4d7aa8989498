"""The audit on Apache Spark (extra ``givetake[spark]``); pyspark and pyarrow stay in this package.

Spark moves the rows: it reads, joins, groups and writes. What a row *means* (formats, versions, contacts, labels,
ledgers) is asked of the same code that the embedded engine runs.
"""
