"""The Team screen: what is at risk, the queues, key success factors, and where processes lose their time."""
