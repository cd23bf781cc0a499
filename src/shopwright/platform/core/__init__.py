"""What every capability shares: calls, services, money, pages and control endpoints."""
