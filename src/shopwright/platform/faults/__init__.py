"""Rules that make the platform misbehave on purpose."""
