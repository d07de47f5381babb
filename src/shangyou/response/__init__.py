"""应急处置: incidents, forecasts, plans, reports."""
