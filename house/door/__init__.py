"""Who gets in: cards, returns, being met in person, and the pages of a visitor."""
