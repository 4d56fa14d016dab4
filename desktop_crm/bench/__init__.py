"""The benchmarks behind `desktop-crm bench`, each against its reference, and generated customers."""
