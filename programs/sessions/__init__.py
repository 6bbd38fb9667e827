"""The facts: series, sessions, closures, for whom and by whom; who may see them, rooms held, who is told."""
