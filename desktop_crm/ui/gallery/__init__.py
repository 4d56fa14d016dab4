"""Pictures of all shared widgets in all their states, light and dark, to hold beside the design."""
