"""Materials of a training: texts in other languages, papers and recaps."""
