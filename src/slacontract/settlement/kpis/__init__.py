"""KPIs: values, what is judged, outcomes, and what is made of other KPIs: accounts of points, scorecards and pools."""
