"""Discounts, flash deals, offers on quantity, gifts, free shipping and coupons, and the prices that they make."""
