"""Groups and their seats: models, who may see them, and the verbs of a group itself."""
