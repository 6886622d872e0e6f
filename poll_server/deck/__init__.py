"""What people write: an event with its polls and questions, as a TOML file and as values.

deck      reading and writing     event    what a deck holds, as structs
reader    every mistake, its line shape    strict types out of TOML, every mistake named
visitor   a field's type, told apart for all who walk over the structs
rules     what must hold          lines    where in the file a value stands
writer    a deck as TOML again    subjects what a sentence of the report speaks of
shipped/  the decks that come with the server, and templates/ to begin an event with
"""
