"""Rules by which products are published, revised, paused, relisted and ended on a shop."""
