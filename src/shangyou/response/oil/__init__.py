"""An oil spill put beside an incident: form, case, run, and what the screens show of it."""
