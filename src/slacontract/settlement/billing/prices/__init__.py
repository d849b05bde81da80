"""What one of a quantity costs: rates by date and member, tiers, fees, premiums, indices and currencies."""
