"""The shared store on PostgreSQL: its address, its connections, its triggers and functions, its search."""
