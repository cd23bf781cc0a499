"""Orders that a third party's warehouse (3PL) ships: handed over by file, their tracking taken back by file."""
