"""The control API under /sandbox: keys, apps, shops, tokens, time, faults, snapshots, inspection."""
