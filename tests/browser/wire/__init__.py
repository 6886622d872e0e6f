"""The pages' sockets with the other end in the test's hands."""
