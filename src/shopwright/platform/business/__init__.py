"""The Business door: the part of TikTok's Business API that uploads files and keeps custom audiences."""
