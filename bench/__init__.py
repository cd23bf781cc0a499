"""Every performance claim, measured beside a yardstick in the same run: ``python -m bench``."""
