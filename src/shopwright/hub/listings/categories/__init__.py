"""Where products belong on channels, and the facts that channels require of them there."""
