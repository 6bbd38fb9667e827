"""Groups and the seats around them: what is kept, who may see it, and the verbs of a group itself."""
