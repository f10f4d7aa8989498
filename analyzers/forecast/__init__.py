"""The relationship forecast: how likely is this member to contact the brand in the next 30 days?"""
