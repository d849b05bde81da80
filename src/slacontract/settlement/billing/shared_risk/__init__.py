"""What both parties bear: forecasts and baselines, the least and most that is billed, target costs, and retentions of
each invoice that are released by what was reached."""
