"""From the shelf to the carrier: shipments and their labels."""
