"""People, houses and rooms; stays and positions as facts with dates; and a person's standing."""
