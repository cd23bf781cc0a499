"""How a market trades: orders, packages, their states, money, deadlines and what of the buyer is shown."""
