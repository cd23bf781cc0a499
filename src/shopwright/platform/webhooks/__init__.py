"""Notifications: subscriptions, outbox, delivery."""
