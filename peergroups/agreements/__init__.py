"""What a group agreed: its versions, and the yes of each who takes part."""
