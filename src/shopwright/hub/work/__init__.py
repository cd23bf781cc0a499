"""Work in the background as its owner sees it: jobs, alerts, and the check of each shop against the hub."""
