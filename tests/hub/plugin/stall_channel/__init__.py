"""A market stall as a channel of the hub: the worked example of the channel author's guide."""
