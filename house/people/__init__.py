"""Who somebody is: people, houses and their rooms, stays and positions as facts with dates, and her standing."""
