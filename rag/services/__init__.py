"""What all services have in common: they fail, they cost, and their addresses hold passwords."""
