"""The coordinator's desk: stays, positions and coachings begin and end; people and rooms."""
