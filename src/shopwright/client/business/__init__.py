"""Uploads for audiences by TikTok's Business API, which has tokens of its own and no signatures."""
