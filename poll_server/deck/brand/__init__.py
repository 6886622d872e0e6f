"""An event's own name, colour and logo; a logo is drawn anew, so nothing else is kept."""
