"""Images that the platform makes better or letters anew."""
