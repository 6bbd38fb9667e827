"""How a session was, and what people would like."""
