"""What a version of the process model would do to throughput and waiting, before it is lived."""
