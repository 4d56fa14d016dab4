"""Before the desk: logging in, the first administrator, passwords, and the key that recovers a lost one."""
