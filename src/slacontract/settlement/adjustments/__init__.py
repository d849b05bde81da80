"""What is done to bonus and penalty together: gates, limits and the effects they share."""
