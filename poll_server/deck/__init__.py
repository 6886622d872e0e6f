"""What people write: an event with its polls and questions, as a TOML file and as values.

deck      reading and writing     shape    strict types out of TOML, every mistake named
rules     what must hold          lines    where in the file a value stands
writer    a deck as TOML again    subjects what a sentence of the report speaks of
shipped/  the decks that come with the server, and templates/ to begin an event with
"""
