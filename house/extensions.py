"""Extensions of our own server beyond ASGI, in the `extensions` of a scope. Other servers need not have them."""

SEND_AT_ONCE = "huisritme.send_at_once"
"""`(text) -> bool`: sends a text frame now, without a task; False when it must be sent the usual way."""
