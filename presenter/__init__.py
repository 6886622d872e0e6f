"""The organiser's pages, the moderator's console and the stage."""
