"""A walk of one coordinator who means harm, over the verbs themselves."""
