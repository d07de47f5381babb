"""What one shift hands to the next, or to a partner: runs that can be run again, tables, a page."""
