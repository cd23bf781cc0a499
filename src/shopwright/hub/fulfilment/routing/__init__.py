"""From which location, the seller's own or a third party's, each order is sent: rules, and choices by hand."""
