"""What all lists have: saved views, export, rows by pasted codes; and what search and live pages look at."""
