"""What all apps of the hub share: its set-up, its vault, lists, and the news that wakes workers."""
