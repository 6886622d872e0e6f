"""The whole hall: phones, console and stage of one poll, together."""
