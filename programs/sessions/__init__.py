"""Series, sessions and closures: models, who may see them, holding rooms, and notices."""
