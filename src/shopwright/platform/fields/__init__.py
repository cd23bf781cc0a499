"""What fields of requests, replies and notifications mean and may hold, in words."""
