"""Messages that leave the house: mail, group robots, notices on this machine; nothing of what they say."""
