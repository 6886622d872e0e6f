"""What people do: on a phone, and how each kind of question is answered."""
