"""Messages to buyers at each step of their orders: from templates, through the channel, once."""
