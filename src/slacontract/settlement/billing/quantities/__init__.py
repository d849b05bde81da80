"""What each billing model bills: minutes, hours, months of agents, things counted; less what is taken off."""
