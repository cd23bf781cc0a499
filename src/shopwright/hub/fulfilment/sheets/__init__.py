"""What is printed: letters and their fonts, label media, and labels as PDF and ZPL."""
