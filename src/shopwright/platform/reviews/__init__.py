"""What buyers write about what they bought, an extension: search, replies, tags, removals and figures."""
