"""What products and stock do: submission, audit, live versions, stock movements, and the events of each."""
