"""Compares what the hub has with what a channel has, mends what differs, and writes down what it found."""
