"""The tables of the trade, each row with its source and status."""
