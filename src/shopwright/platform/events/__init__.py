"""What a state change tells the world: notifications, their outbox, and their delivery."""
