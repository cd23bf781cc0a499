"""What differs by market: regions, reasons, trade rules and people."""
