"""Which of a channel's brands each brand of the catalogue is."""
