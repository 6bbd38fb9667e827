"""The meetings of a group: a series of the programme that the group owns."""
