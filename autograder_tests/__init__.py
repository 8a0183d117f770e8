"""The hidden tests of the course. Never given to students."""
