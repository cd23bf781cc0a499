"""Pages of developers: their accounts, their partner, their apps."""
