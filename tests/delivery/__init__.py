"""Mail and group robots, against real local servers."""
