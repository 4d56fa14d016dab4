"""Event logs of cases in and out: XES (IEEE 1849-2016), plain or compressed, and CSV."""
