"""The hidden tests of the miniature course."""
