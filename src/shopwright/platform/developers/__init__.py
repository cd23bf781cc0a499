"""Who makes apps: partner accounts, their people, how these sign in, and what each of them may do in the portal."""
