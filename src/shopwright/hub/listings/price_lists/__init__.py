"""Lists of prices in a currency, with or without tax, of which each connection uses one."""
