"""What goes with a training: words in other languages, papers and recaps."""
