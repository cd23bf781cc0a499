"""Where the shop lives: tables, dialects, migrations and one file per aggregate."""
