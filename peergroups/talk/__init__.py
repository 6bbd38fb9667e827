"""What is said in a group: messages, reactions, how far somebody read, the live line and its pages."""
