"""The benchmarks behind `desktop-crm bench`, each against its own reference in the same run, and the generator."""
