"""What tests speak to: a running platform, a receiver of its notifications, a PostgreSQL server."""
