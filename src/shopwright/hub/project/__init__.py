"""Settings, addresses and start-up of the hub: how its processes begin, and where they keep what they keep."""
