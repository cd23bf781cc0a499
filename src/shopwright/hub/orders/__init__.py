"""The order desk: every order of every channel, once."""
