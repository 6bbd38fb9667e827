"""How sessions come to be and change: series begin, are laid out, and one session moves."""
