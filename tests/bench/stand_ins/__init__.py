"""Stand-ins of the services, each in a process of its own, with a latency that is set and next to no work of its own."""
