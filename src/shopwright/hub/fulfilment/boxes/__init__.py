"""From the cart into the box: every piece is scanned before an order is shipped."""
