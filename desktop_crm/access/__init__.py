"""Who may do what: employees, log-in, rights as rows, the check every service makes, explanations."""
